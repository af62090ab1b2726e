import { week } from './dates.js';
import { h } from './dom.js';
import { Suggestions } from './suggestions.js';

const reaches = [10, 30, 60, 100, 300];
const meetings = ['in-person', 'digital', 'telephone'];

/** The search form: about what, where, how far, how and on which day. */
export class SearchForm {
  constructor(widget) {
    const { words, service } = widget;
    this.topic = new Suggestions({
      id: 'topic',
      label: words.text('topic'),
      hint: words.text('topic-hint'),
      unknown: words.text('topic-unknown'),
      words,
      told: text => widget.tell(text),
      find: async text =>
        text ? (await service.findTopics(text)).items.map(named) : tree((await widget.topics()).tree),
    });
    this.place = new Suggestions({
      id: 'place',
      label: words.text('place'),
      hint: words.text('place-hint'),
      unknown: words.text('place-unknown'),
      words,
      told: text => widget.tell(text),
      find: async text => (text ? (await service.findPlaces(text)).items.map(placed) : []),
    });
    const reach = widget.settings.radius;
    this.reach = select('reach', words.text('reach'), [
      ...[...new Set([...reaches, reach])].sort((a, b) => a - b).map(km => option(km, `${km}\u00a0km`, km === reach)),
    ]);
    this.weekday = select('weekday', words.text('weekday'), [
      option('', words.say('weekday-any'), true),
      ...week(words.tag).map(day => option(day.code, day.name, false, words.tag === words.shown ? null : words.tag)),
    ]);
    this.forms = meetings.map(code =>
      h('input', { type: 'checkbox', id: code, value: code, checked: widget.settings.meeting.includes(code) }),
    );
    this.button = h('button', { type: 'submit', part: 'button', class: 'main' }, words.text('search'));
    this.element = h(
      'form',
      { part: 'search', class: 'search', role: 'search', novalidate: true, 'aria-labelledby': 'heading' },
      h('div', { class: 'fields' }, this.topic.element, this.place.element),
      h(
        'details',
        { open: widget.settings.meeting.length > 0 },
        h('summary', null, words.text('more-choices')),
        h('div', { class: 'fields' }, this.reach, this.weekday),
        h(
          'fieldset',
          null,
          h('legend', null, words.text('meeting')),
          this.forms.map(input => h('div', { class: 'check' }, input, h('label', { for: input.id }, words.text(`meeting-${input.value}`)))),
        ),
      ),
      this.button,
    );
    this.element.addEventListener('submit', event => {
      event.preventDefault();
      widget.search();
    });
  }

  get radius() {
    return Number(this.reach.querySelector('select').value);
  }

  /** The members of a search for groups that say how and when. */
  get filters() {
    const chosen = this.forms.filter(input => input.checked).map(input => input.value);
    // A group that meets both here and at a distance is both.
    const meeting = chosen.some(code => code !== 'telephone') ? [...chosen, 'hybrid'] : chosen;
    const weekday = this.weekday.querySelector('select').value;
    return { ...(meeting.length ? { meeting } : {}), ...(weekday ? { weekday: [weekday] } : {}) };
  }
}

const named = topic => ({ code: topic.topic, name: topic.name });
const placed = place => ({ code: place.place, name: place.label ?? place.name });
const tree = topics =>
  topics.flatMap(topic => [named(topic), ...topic.children.map(child => ({ ...named(child), isBelow: true }))]);

const option = (value, text, selected, lang) => h('option', { value, selected, lang }, text);
const select = (id, label, options) =>
  h('div', { class: 'field' }, h('label', { for: id }, label), h('select', { id, part: 'field' }, options));
