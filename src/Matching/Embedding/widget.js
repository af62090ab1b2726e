// The widget: <selvhjelp-search>, for pages of other sites. What it promises to them stands at /embed.
import { h } from './dom.js';
import { SearchForm } from './form.js';
import { isWithin, link, results } from './results.js';
import { Failure, Service } from './service.js';
import { attributes, originOf, settingsOf } from './settings.js';
import { follow } from './theme.js';
import { Topics, across } from './topics.js';
import css from './widget.css';
import { Words } from './words.js';

// Only while the script runs for the first time is it known where it came from.
const home = originOf(document.currentScript?.src);
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

// What people type and choose is no business of the page around: nothing of it bubbles out.
const kept = ['input', 'change', 'click', 'keydown', 'keyup', 'keypress', 'submit', 'paste', 'beforeinput', 'select'];

class SelvhjelpSearch extends HTMLElement {
  static observedAttributes = attributes;
  #root = this.attachShadow({ mode: 'closed' });
  #life;
  #turn;
  #tree;
  #due;
  #found;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    kept.forEach(type => this.#root.addEventListener(type, event => event.stopPropagation()));
  }

  connectedCallback() {
    this.#begin();
  }

  disconnectedCallback() {
    this.#end();
  }

  attributeChangedCallback(name, before, after) {
    if (this.#life && before !== after) {
      // Several are often set at once.
      clearTimeout(this.#due);
      this.#due = setTimeout(() => this.isConnected && this.#begin());
    }
  }

  // What the parts know of the whole; a page cannot reach it, since none of it is on the element.
  #view(service, settings, words) {
    const widget = {
      words,
      service,
      settings,
      host: service.host,
      level: settings.level,
      topics: () => this.#topics(service),
      tell: text => this.#tell(widget, text),
      search: () => this.#search(widget),
      more: (list, button) => this.#more(widget, list, button),
    };
    return widget;
  }

  #begin() {
    this.#end();
    this.#life = new AbortController();
    const settings = settingsOf(this);
    const host = settings.src ? originOf(settings.src) : home;
    if (!host) {
      // What the page put inside, a link most likely, is shown then.
      this.#root.replaceChildren(document.createElement('slot'));
      console.error('selvhjelp-search: load the script with <script src>, or say by the attribute src where the service is.');
      return;
    }

    const words = new Words(settings.lang);
    const widget = this.#view(new Service(host, words.tag), settings, words);
    this.#draw(widget);
    follow(this, widget.frame, settings.theme, this.#life.signal);
    this.#watchPolicy(widget);
    this.#announce('ready');
    if ((settings.topic || settings.place) && !settings.waits) {
      this.#whenSeen(() => this.#first(widget));
    }
  }

  #end() {
    clearTimeout(this.#due);
    this.#life?.abort();
    this.#turn?.abort();
    this.#life = null;
  }

  #draw(widget) {
    const { words, settings, host } = widget;
    widget.form = new SearchForm(widget);
    widget.status = h('p', { role: 'status', class: 'unseen' });
    widget.results = h('div', { part: 'results', class: 'results' });
    widget.mark = h('p', { class: 'test', part: 'test', hidden: true }, words.text('test'));
    const heading = settings.heading === '' ? { class: 'unseen' } : {};
    widget.frame = h(
      'div',
      { class: 'frame', part: 'frame', lang: words.shown },
      h(
        'div',
        { class: 'inner' },
        widget.mark,
        h(`h${settings.level}`, { id: 'heading', part: 'heading', ...heading }, settings.heading || words.text('heading')),
        widget.form.element,
        widget.status,
        widget.results,
        this.#wayToTheForm(widget),
        h('p', { class: 'hint' }, words.text('urgent')),
        h('p', { class: 'hint' }, words.text('nothing-kept'), ' ', link(widget, `${host}/`, words.text('whole-search', new URL(host).host))),
      ),
    );
    this.#root.replaceChildren(widget.frame);
  }

  // A POST, so that neither topic nor place stands in an address, in a history or in a log.
  #wayToTheForm(widget) {
    const { words, host, level } = widget;
    const field = name => (widget[`${name}Field`] = h('input', { type: 'hidden', name, disabled: true }));
    widget.blocked = h('p', { class: 'wrong', hidden: true });
    const form = h(
      'form',
      { method: 'post', action: `${host}/register?lang=${words.tag}`, target: '_blank', rel: 'noopener' },
      field('topic'),
      field('place'),
      // Why: Seeking/Quiet.razor.
      h('input', { type: 'password', name: 'quiet', value: 'quiet', autocomplete: 'one-time-code', hidden: true }),
      h('button', { type: 'submit', part: 'button', class: 'main' }, words.text('register'), h('span', { class: 'unseen' }, ' ', words.text('new-tab'))),
      widget.blocked,
    );
    form.addEventListener('submit', () => this.#announce('form'));
    return h(
      'section',
      { class: 'box way', part: 'register', 'aria-labelledby': 'register' },
      h(`h${level + 1}`, { id: 'register' }, words.text('register-heading')),
      h('p', null, words.text('register-text', new URL(host).host)),
      form,
    );
  }

  #fill(widget) {
    for (const name of ['topic', 'place']) {
      const input = widget[`${name}Field`];
      input.value = widget.form[name].chosen?.code ?? '';
      input.disabled = !input.value;
    }
  }

  #tell({ status }, text) {
    // Said again where it says the same: a reader hears only what changes.
    status.replaceChildren();
    setTimeout(() => status.replaceChildren(text.node?.() ?? text), 50);
  }

  #announce(type, detail) {
    this.dispatchEvent(new CustomEvent(`selvhjelp-${type}`, { bubbles: true, composed: true, detail }));
  }

  #whenSeen(act) {
    const seen = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) {
          seen.disconnect();
          act();
        }
      },
      { rootMargin: '300px' },
    );
    seen.observe(this);
    this.#life.signal.addEventListener('abort', () => seen.disconnect());
  }

  #topics(service) {
    this.#tree ??= service.topics(this.#life.signal).then(answer => new Topics(answer.items));
    this.#tree.catch(() => (this.#tree = null));
    return this.#tree;
  }

  // What the page asks for, before anybody typed anything.
  async #first(widget) {
    await this.#attempt(widget, async signal => {
      const { topic, place } = widget.settings;
      const topics = await widget.topics();
      if (topic && !topics.has(topic)) {
        console.warn(`selvhjelp-search: there is no topic ${topic}.`);
      } else if (topic) {
        widget.form.topic.choose({ code: topic, name: topics.name(topic) });
      }
      if (place) {
        try {
          const known = await widget.service.whoAnswers(place, undefined, signal);
          widget.form.place.choose({ code: place, name: known.where.name });
        } catch (failure) {
          if (!(failure instanceof Failure) || ['refused', 'offline', 'busy'].includes(failure.kind)) {
            throw failure;
          }
          console.warn(`selvhjelp-search: the place ${place} cannot be used: ${failure.kind}.`);
        }
      }
      await this.#find(widget, signal);
    });
  }

  async #search(widget) {
    await this.#attempt(widget, async signal => {
      const { topic, place } = widget.form;
      const settled = await Promise.all([topic.settle(), place.settle()]);
      if (settled.every(Boolean)) {
        await this.#find(widget, signal);
      } else {
        [topic, place][settled.indexOf(false)].input.focus();
        this.#show(widget, []);
      }
    });
  }

  // One after the other: what comes late from the one before is left alone.
  async #attempt(widget, act) {
    this.#turn?.abort();
    const turn = (this.#turn = new AbortController());
    widget.frame.setAttribute('aria-busy', 'true');
    widget.form.button.setAttribute('aria-disabled', 'true');
    this.#tell(widget, widget.words.text('searching'));
    try {
      await act(turn.signal);
    } catch (failure) {
      if (!turn.signal.aborted && this.#life) {
        this.#fail(widget, failure, act);
      }
    } finally {
      if (this.#turn === turn) {
        widget.frame.removeAttribute('aria-busy');
        widget.form.button.removeAttribute('aria-disabled');
        widget.mark.hidden = !widget.service.isTest;
      }
    }
  }

  async #find(widget, signal) {
    const { service, form, settings, words } = widget;
    const topics = await widget.topics();
    const topic = form.topic.chosen?.code;
    const place = form.place.chosen;
    const search = { topic: topics.around(topic), place: place?.code, ...form.filters };
    // Each by itself, so that it is seen whether there is any of the topic.
    const searches = search.topic ? [search, { ...search, topic: [across] }] : [search];
    const [answers, responsible, map] = await Promise.all([
      Promise.all(searches.map(one => service.findGroups({ ...one, limit: settings.limit }, signal))),
      place ? service.whoAnswers(place.code, topic && [topic], signal) : null,
      settings.map
        ? service.map({ ...search, topic: search.topic && [...search.topic, across], radiusKm: place && form.radius }, signal)
        : null,
    ]);
    if (signal.aborted) {
      return;
    }
    const found = {
      topics,
      place,
      map,
      responsible,
      radius: place ? form.radius : Infinity,
      lists: answers.map(({ items, nextCursor }, at) => ({
        key: at === 0 ? 'near' : 'across',
        search: searches[at],
        groups: items,
        more: nextCursor,
      })),
      digital: answers.flatMap(answer => answer.digital),
    };
    this.#found = found;
    this.#fill(widget);
    this.#show(widget, results(widget, found));
    const near = found.lists.flatMap(list => list.groups.filter(group => isWithin(group, found)));
    const isCut = found.lists.some(list => list.more);
    this.#tell(widget, near.length === 0 ? words.text('told-none') : words.count(isCut ? 'told-first' : 'told', near.length));
    this.#announce('results');
  }

  async #more(widget, list, button) {
    const shown = this.#found;
    button.setAttribute('aria-disabled', 'true');
    await this.#attempt(widget, async signal => {
      const { limit } = widget.settings;
      const page = await widget.service.findGroups({ ...list.search, limit, cursor: list.more }, signal);
      const longer = { ...list, groups: [...list.groups, ...page.items], more: page.nextCursor };
      const found = { ...shown, lists: shown.lists.map(other => (other === list ? longer : other)) };
      this.#found = found;
      this.#show(widget, results(widget, found));
      // On where she was: at the first that is new, or where none of the new ones is near enough, at the last that is.
      const card = which => widget.results.querySelector(which);
      (card(`[data-group="${page.items[0]?.id}"]`) ?? card(`[aria-labelledby=${list.key}] li:last-child`))?.focus();
    });
  }

  #show(widget, children) {
    widget.results.replaceChildren(...children.flat().filter(Boolean));
  }

  #fail(widget, failure, act) {
    const { words, host } = widget;
    const kind = failure instanceof Failure && ['refused', 'offline', 'busy'].includes(failure.kind) ? failure.kind : 'wrong';
    const again = h('button', { type: 'button', part: 'button', class: 'quiet' }, words.text('again'));
    again.addEventListener('click', () => {
      widget.form.button.focus();
      this.#attempt(widget, act);
    });
    this.#fill(widget);
    this.#show(widget, [
      h(
        'div',
        { class: 'box', part: 'error' },
        h('p', null, words.text(`failed-${kind}`)),
        h('p', null, link(widget, `${host}/`, words.text('whole-search', new URL(host).host))),
        again,
      ),
    ]);
    this.#tell(widget, words.text(`failed-${kind}`));
    if (kind === 'refused' && !widget.service.isBarred) {
      console.warn(
        `selvhjelp-search: the service at ${host} does not know ${location.origin}. Ask the body that you work with to register this origin (see ${host}/embed).`,
      );
    } else if (!(failure instanceof Failure)) {
      console.error('selvhjelp-search:', failure);
    }
    this.#announce('error', { code: kind });
  }

  // A page whose policy leaves no way is told which one is missing, and its reader gets a plain link.
  #watchPolicy(widget) {
    const { host, words } = widget;
    document.addEventListener(
      'securitypolicyviolation',
      ({ blockedURI, effectiveDirective }) => {
        if (!blockedURI.startsWith(host)) {
          return;
        }
        console.warn(`selvhjelp-search: the Content-Security-Policy of this page needs ${effectiveDirective} ${host} (see ${host}/embed).`);
        if (effectiveDirective === 'connect-src') {
          widget.service.isBarred = true;
        } else if (effectiveDirective === 'form-action') {
          widget.blocked.hidden = false;
          widget.blocked.replaceChildren(words.text('form-blocked').node(), ' ', link(widget, `${host}/register`, words.text('register-link')));
        }
      },
      { signal: this.#life.signal },
    );
  }
}

if (!customElements.get('selvhjelp-search')) {
  customElements.define('selvhjelp-search', SelvhjelpSearch);
}
