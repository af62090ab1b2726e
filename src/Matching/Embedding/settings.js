const meetings = ['in-person', 'digital', 'telephone'];

const number = (text, least, most, otherwise) => {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? otherwise : Math.min(most, Math.max(least, value));
};

/** The attributes that are looked at: what a page may say. They keep their meaning as long as this is v1. */
export const attributes = [
  'topic', 'place', 'lang', 'radius', 'meeting', 'limit', 'map', 'heading', 'heading-level', 'theme', 'wait', 'src',
];

/** What an element's attributes ask for; what is no answer to what was asked counts as not said. */
export const settingsOf = element => {
  const said = name => element.getAttribute(name)?.trim() || null;
  return {
    topic: said('topic'),
    place: said('place'),
    lang: said('lang') ?? element.parentElement?.closest('[lang]')?.lang ?? document.documentElement.lang,
    radius: number(said('radius'), 1, 2000, 30),
    meeting: (said('meeting') ?? '').split(/[\s,]+/).filter(code => meetings.includes(code)),
    limit: number(said('limit'), 1, 20, 5),
    map: said('map') !== 'off',
    heading: element.getAttribute('heading'),
    level: number(said('heading-level'), 1, 4, 2),
    theme: said('theme'),
    waits: element.hasAttribute('wait'),
    src: said('src'),
  };
};

/** Where the script came from, which is where the service is; null where that is no address of the web. */
export const originOf = address => {
  try {
    const { origin } = new URL(address, document.baseURI);
    return origin.startsWith('http') ? origin : null;
  } catch {
    return null;
  }
};
