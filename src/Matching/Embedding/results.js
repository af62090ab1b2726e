import { distance, meeting, phone } from './dates.js';
import { h } from './dom.js';
import { drawMap, mark } from './map.js';

const mostBeyond = 3;
const mostDigital = 3;

/** What a search found, never nothing: groups near, farther, at a distance, who answers, and the way to the form. */
export const results = (widget, found) => {
  const { words, level } = widget;
  const [near, across] = found.lists.map(({ groups }) => groups.filter(group => isWithin(group, found)));
  const beyond = found.lists
    .flatMap(({ groups }) => groups.filter(group => !isWithin(group, found)))
    .sort((one, other) => one.distanceKm - other.distanceKm)
    .slice(0, mostBeyond);
  const map =
    found.map && drawMap(found.map, [...near, ...(across ?? [])], words, ids => choose(widget.results, ids));
  const list = (key, groups, more) =>
    groups.length > 0 &&
    h(
      'section',
      { 'aria-labelledby': key },
      h(`h${level + 1}`, { id: key }, title(words, key, found)),
      h('ul', { class: 'cards', part: 'list' }, groups.map(group => card(widget, found, group, map))),
      more,
    );
  return [
    h(
      'div',
      { class: map ? 'found with-map' : 'found' },
      h(
        'div',
        { class: 'lists' },
        near.length === 0 && h('p', { class: 'none' }, none(widget, found, across)),
        list('near', near, moreButton(widget, found.lists[0], near)),
        across && list('across', across, moreButton(widget, found.lists[1], across)),
        list('beyond', beyond),
        digital(widget, found, list),
      ),
      map,
    ),
    answers(widget, found),
  ];
};

const title = (words, key, { place, radius }) =>
  key === 'across' ? words.text('across-heading')
  : key === 'near' && place ? words.text('near-place', radius, place.name)
  : words.text(key);

/** Whether a group is as near as was asked. */
export const isWithin = (group, found) => group.distanceKm === null || group.distanceKm <= found.radius;

const none = ({ words }, { place, radius }, across) =>
  across?.length > 0
    ? (place ? words.text('none-near-of-topic', radius, place.name) : words.text('none-of-topic'))
    : (place ? words.text('none-near', radius, place.name) : words.text('none'));

// Beyond her reach there is no end.
const moreButton = (widget, list, shown) =>
  list.more &&
  shown.length === list.groups.length &&
  h(
    'button',
    {
      type: 'button',
      part: 'button',
      class: 'quiet',
      'aria-describedby': list.key,
      onclick: event => widget.more(list, event.currentTarget),
    },
    widget.words.text('more'),
  );

const digital = ({ words }, found, list) => {
  const all = found.digital;
  const section = list('digital', all);
  const hidden = section ? [...section.querySelectorAll('li')].slice(mostDigital) : [];
  if (hidden.length > 0) {
    hidden.forEach(item => (item.hidden = true));
    const button = h('button', { type: 'button', part: 'button', class: 'quiet' }, words.text('all-digital', all.length));
    button.addEventListener('click', () => {
      hidden.forEach(item => (item.hidden = false));
      button.remove();
      hidden[0].querySelector('a').focus();
    });
    section.append(button);
  }
  return section;
};

const card = (widget, found, group, map) => {
  const { words, level } = widget;
  const [next] = group.schedule?.next ?? [];
  const { form, venue, address } = group.meeting;
  const facts = [
    group.topics.length ? group.topics.map(slug => found.topics.name(slug)).join(', ') : words.text('across'),
    group.distanceKm !== null && distance(words.tag, group.distanceKm),
    form !== 'in-person' && words.text(`form-${form}`),
  ].filter(Boolean);
  return h(
    'li',
    {
      part: 'group',
      class: 'card',
      tabindex: -1,
      'data-group': group.id,
      onpointerenter: () => mark(map, group.id),
      onpointerleave: () => mark(map, null),
      onfocusin: () => mark(map, group.id),
      onfocusout: () => mark(map, null),
    },
    h(`h${level + 2}`, null, out(widget, `/groups/${group.id}`, group.name)),
    h('p', { class: 'tags' }, h('span', { class: isOpen(group) ? 'tag free' : 'tag' }, state(words, group)), group.demonstration && h('span', { class: 'tag' }, words.text('demonstration'))),
    h('p', null, facts.map((fact, at) => (at ? [' · ', fact] : fact))),
    next &&
      h('p', null, words.text('next'), ' ', h('time', { datetime: next, lang: words.tag === words.shown ? null : words.tag }, meeting(words.tag, next))),
    venue && h('p', null, [venue, address].filter(Boolean).join(', ')),
  );
};

const isOpen = group => group.state === 'open' && group.freePlaces > 0;
const state = (words, group) =>
  isOpen(group) ? words.count('free', group.freePlaces) : words.text(group.state === 'forming' ? 'forming' : 'full');

const answers = (widget, { responsible }) => {
  const { words, level } = widget;
  if (!responsible) {
    return h('p', { class: 'hint' }, words.text('answers-where'));
  }
  const { name, phone: number, email, url } = responsible.responsible;
  return h(
    'section',
    { part: 'responsible', class: 'box', 'aria-labelledby': 'answers' },
    h(`h${level + 1}`, { id: 'answers' }, words.text('answers')),
    h('p', null, h('strong', null, name), '. ', words.text('answers-text')),
    h(
      'ul',
      { class: 'plain' },
      number && h('li', null, words.text('phone'), ' ', h('a', { href: `tel:${number.replace(/\s/g, '')}` }, phone(number))),
      email && h('li', null, words.text('e-mail'), ' ', h('a', { href: `mailto:${email}` }, email)),
      url && h('li', null, link(widget, url, words.text('web-site'))),
    ),
  );
};

const out = (widget, path, text) => link(widget, widget.host + path, text);

/** A link that leaves the page alone and tells nobody where it stood. */
export const link = ({ words }, href, text) =>
  h('a', { href: /^https?:/.test(href) ? href : null, target: '_blank', rel: 'noopener noreferrer' }, text, h('span', { class: 'unseen' }, ' ', words.text('new-tab')));

const choose = (root, ids) => {
  const cards = [...root.querySelectorAll('[data-group]')];
  cards.forEach(item => item.classList.toggle('chosen', ids.includes(item.dataset.group)));
  const first = cards.find(item => ids.includes(item.dataset.group));
  first?.scrollIntoView({ block: 'nearest' });
  first?.focus({ preventScroll: true });
};
