import { h } from './dom.js';

const rest = 200;

/**
 * A field that suggests while one types: the combobox of the ARIA Authoring Practices. What is chosen is in `chosen`, as
 * `{code, name}`; what is typed and not chosen yet is understood by `settle`.
 */
export class Suggestions {
  chosen = null;
  #options = [];
  #active = -1;
  #turn = 0;
  #timer;

  /**
   * @param id of the field, and the beginning of all others
   * @param label, hint and unknown phrases
   * @param find asks for what fits a text; an empty one for what can be chosen at all
   * @param told says how many there are, to whoever does not see them
   */
  constructor({ id, label, hint, unknown, find, told, words }) {
    this.find = find;
    this.told = told;
    this.words = words;
    this.unknown = unknown;
    this.list = h('ul', { id: `${id}-list`, role: 'listbox', part: 'suggestions', 'aria-labelledby': `${id}-label`, hidden: true });
    this.wrong = h('p', { id: `${id}-wrong`, class: 'wrong', hidden: true });
    this.input = h('input', {
      id,
      type: 'text',
      part: 'field',
      role: 'combobox',
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      maxlength: 100,
      enterkeyhint: 'search',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.list.id,
      'aria-describedby': `${id}-hint ${this.wrong.id}`,
      oninput: () => this.#typed(),
      onkeydown: event => this.#key(event),
      onclick: () => !this.input.value && this.#look(),
      onblur: () => this.#close(),
    });
    this.element = h(
      'div',
      { class: 'field' },
      h('label', { id: `${id}-label`, for: id }, label),
      h('p', { id: `${id}-hint`, class: 'hint' }, hint),
      h('div', { class: 'combobox' }, this.input, this.list),
      this.wrong,
    );
  }

  /** Chooses, as if it had been picked. */
  choose(option) {
    this.chosen = option;
    this.input.value = option?.name ?? '';
    this.#close();
    this.#right();
  }

  /** What is typed becomes what it means most likely; false where it means nothing here. */
  async settle() {
    clearTimeout(this.#timer);
    const text = this.input.value.trim();
    if (!text) {
      this.choose(null);
    } else if (this.chosen?.name !== text) {
      const [best] = await this.find(text);
      if (!best) {
        this.chosen = null;
        this.wrong.replaceChildren(this.unknown.node());
        this.wrong.hidden = false;
        this.input.setAttribute('aria-invalid', 'true');
        return false;
      }
      this.choose(best);
    }
    return true;
  }

  #right() {
    this.wrong.hidden = true;
    this.wrong.replaceChildren();
    this.input.removeAttribute('aria-invalid');
  }

  #typed() {
    this.chosen = null;
    this.#right();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), rest);
  }

  async #look() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const text = this.input.value.trim();
    let found = [];
    try {
      found = await this.find(text);
    } catch {
      // It goes without suggestions; the search itself tells what is wrong.
    }
    // Only the last question counts, and only while she is there.
    if (turn !== this.#turn || this.input.getRootNode().activeElement !== this.input) {
      return;
    }
    this.#options = found;
    this.#active = -1;
    this.list.replaceChildren(
      ...found.map((option, at) =>
        h(
          'li',
          {
            id: `${this.input.id}-${at}`,
            role: 'option',
            part: 'suggestion',
            class: option.isBelow ? 'below' : null,
            'aria-selected': 'false',
            onpointerdown: event => event.preventDefault(),
            onclick: () => this.choose(option),
          },
          option.name,
        ),
      ),
    );
    this.list.hidden = found.length === 0;
    this.input.setAttribute('aria-expanded', String(found.length > 0));
    this.input.removeAttribute('aria-activedescendant');
    if (text || found.length) {
      this.told(found.length ? this.words.count('suggestions', found.length) : this.words.text('suggestions-none'));
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#active = -1;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  #key(event) {
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (isOpen) {
        this.#move(step);
      } else {
        this.#look().then(() => !this.list.hidden && this.#move(step));
      }
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      this.#close();
    } else if (event.key === 'Enter' && isOpen && this.#active >= 0) {
      event.preventDefault();
      this.choose(this.#options[this.#active]);
    }
  }

  #move(step) {
    const { children } = this.list;
    children[this.#active]?.setAttribute('aria-selected', 'false');
    const next = this.#active < 0 && step < 0 ? children.length - 1 : this.#active + step;
    this.#active = (next + children.length) % children.length;
    const option = children[this.#active];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }
}
