import words from './words.json';

const known = { no: 'nb', nb: 'nb', nn: 'nn', en: 'en', se: 'se', sme: 'se' };

// A text in another language than what stands around it says so.
class Phrase {
  constructor(text, lang) {
    this.text = text;
    this.lang = lang;
  }

  node() {
    if (!this.lang) {
      return this.text;
    }
    const span = document.createElement('span');
    span.lang = this.lang;
    span.append(this.text);
    return span;
  }
}

/** What the widget says, in one language; what is not there in Northern Sámi is said in bokmål. */
export class Words {
  constructor(wanted) {
    this.tag = known[(wanted ?? '').toLowerCase().split(/[-_]/)[0]] ?? 'nb';
    // The first language that every text is there in: what the whole says of itself.
    this.shown = this.tag === 'se' ? 'nb' : this.tag;
  }

  /** A text to put into an element. */
  text(key, ...values) {
    const lang = words[key][this.tag] ? this.tag : this.shown;
    return this.phrase(fill(words[key][lang], values), lang);
  }

  /** A text for an attribute, which is read in the language of the whole. */
  say(key, ...values) {
    return fill(words[key][this.shown], values);
  }

  /** Something that is written in a language of its own. */
  phrase(text, lang) {
    return new Phrase(text, lang === this.shown ? null : lang);
  }

  /** The same about one and about several: `key-one` and `key-many`. */
  count(key, number, ...values) {
    return this.text(`${key}-${number === 1 ? 'one' : 'many'}`, number, ...values);
  }
}

const fill = (text, values) => text.replace(/\{(\d)\}/g, (gap, at) => values[at] ?? gap);
