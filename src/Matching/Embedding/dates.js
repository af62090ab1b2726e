// Browsers know neither nynorsk nor Northern Sámi names of days and months, or know them wrong.
const days = {
  nb: ['søndag', 'mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag'],
  nn: ['søndag', 'måndag', 'tysdag', 'onsdag', 'torsdag', 'fredag', 'laurdag'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  se: ['sotnabeaivi', 'vuossárga', 'maŋŋebárga', 'gaskavahkku', 'duorasdat', 'bearjadat', 'lávvardat'],
};
const norwegian = [
  'januar', 'februar', 'mars', 'april', 'mai', 'juni', 'juli', 'august', 'september', 'oktober', 'november', 'desember',
];
const months = {
  nb: norwegian,
  nn: norwegian,
  en: [
    'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
    'December',
  ],
  // As they stand before a day: «of November».
  se: [
    'ođđajagemánu', 'guovvamánu', 'njukčamánu', 'cuoŋománu', 'miessemánu', 'geassemánu', 'suoidnemánu', 'borgemánu',
    'čakčamánu', 'golggotmánu', 'skábmamánu', 'juovlamánu',
  ],
};
const order = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'];
const space = '\u00a0';

/** The days of a week from Monday on: the code of the API, and the name. */
export const week = tag => [1, 2, 3, 4, 5, 6, 0].map(day => ({ code: order[day], name: days[tag][day] }));

/**
 * When a meeting begins: tirsdag 24. november kl. 18.00. The clock is the one on the wall where the group meets, as the
 * API writes it, wherever the reader is.
 */
export const meeting = (tag, moment) => {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(moment);
  const weekday = days[tag][new Date(Date.UTC(+year, month - 1, +day)).getUTCDay()];
  const name = months[tag][month - 1];
  if (tag === 'en') {
    return `${weekday} ${+day} ${name} at ${hour}:${minute}`;
  }
  return tag === 'se'
    ? `${weekday} ${name} ${+day}.${space}b. dii.${space}${hour}.${minute}`
    : `${weekday} ${+day}.${space}${name} kl.${space}${hour}.${minute}`;
};

/** A distance, which is never better known than that: ca. 12 km. */
export const distance = (tag, km) =>
  `${tag === 'en' ? 'about ' : 'ca.' + space}${whole(Math.max(1, Math.round(km)))}${space}km`;

/** A Norwegian telephone number in pairs: 12 34 56 78; any other as it is written. */
export const phone = number => {
  const own = number.replace(/[\s\u00a0]/g, '').replace(/^(\+|00)47/, '');
  return /^\d{8}$/.test(own) ? own.match(/../g).join(space) : number;
};

const whole = number => String(number).replace(/\B(?=(\d{3})+$)/g, space);
