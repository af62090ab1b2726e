import { h, s } from './dom.js';

// In parts of the map's width: a marker can be hit by a finger, and a name read, where the map is as narrow as 300 px.
const apart = 0.1;
const radius = 0.042;
const letters = 0.038;

const mostNamed = 5;

/** The small map beside the list: the land, and a button for each place where groups of the list meet. */
export const drawMap = (map, listed, words, choose) => {
  const { width, height } = map.box;
  const markers = merged(inStep(map, listed), width * apart);
  const figure = h('figure', { part: 'map', class: 'map' });
  const drawing = s(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': words.say('map') },
    s('path', { d: map.land, class: 'land' }),
    map.borders && s('path', { d: map.borders, class: 'borders' }),
    map.from && map.reach && s('circle', { cx: map.from.x, cy: map.from.y, r: map.reach, class: 'reach' }),
    names(map, markers),
    map.from && s('circle', { cx: map.from.x, cy: map.from.y, r: width * 0.014, class: 'here' }),
    markers.map(marker => {
      const hit = () => choose(marker.groups.map(group => group.id));
      return s(
        'g',
        {
          class: 'marker',
          role: 'button',
          tabindex: 0,
          'aria-label': told(marker, words),
          'data-groups': marker.groups.map(group => group.id).join(' '),
          onclick: hit,
          onkeydown: event => {
            if (event.key === 'Enter' || event.key === ' ') {
              event.preventDefault();
              hit();
            }
          },
        },
        s('title', null, told(marker, words)),
        s('circle', { cx: marker.x, cy: marker.y, r: width * radius }),
        s('text', { x: marker.x, y: marker.y, 'font-size': width * letters, 'aria-hidden': 'true' }, String(free(marker))),
      );
    }),
  );
  figure.append(drawing, h('figcaption', null, words.text('map-caption').node()));
  return figure;
};

/** Marks those of the groups that are looked at in the list. */
export const mark = (figure, id) => {
  for (const marker of figure?.querySelectorAll('.marker') ?? []) {
    marker.classList.toggle('chosen', Boolean(id) && marker.dataset.groups.split(' ').includes(id));
  }
};

const free = marker => marker.groups.reduce((sum, group) => sum + group.freePlaces, 0);

const told = (marker, words) => {
  const { length } = marker.groups;
  const some = marker.groups.slice(0, mostNamed).map(group => group.name);
  const names = (length > mostNamed ? [...some, words.say('and-more', length - mostNamed)] : some).join(', ');
  const places = free(marker);
  if (length === 1) {
    return places === 1 ? words.say('marker-one', names, places) : words.say('marker-many', names, places);
  }
  return places === 1
    ? words.say('marker-groups-one', length, places, names)
    : words.say('marker-groups', length, places, names);
};

// All that fit are under the markers; what the list has is shown, and no more. Of many under one only the first are named:
// what is listed of the others stands under the one of those that is as far away.
const inStep = ({ markers, from }, listed) => {
  const shown = markers.map(marker => ({ ...marker, groups: [] }));
  const crowded = shown.filter(({ count }, at) => from && count > markers[at].groups.length);
  for (const group of listed) {
    const named = markers.findIndex(({ groups }) => groups.some(({ id }) => id === group.id));
    const off = ({ x, y }) => Math.abs(Math.hypot(x - from.x, y - from.y) / 1000 - group.distanceKm);
    const under = shown[named] ?? [...crowded].sort((one, other) => off(one) - off(other))[0];
    under?.groups.push(group);
  }
  return shown.filter(({ groups }) => groups.length > 0);
};

// What stands too near each other comes under one.
const merged = (markers, least) => {
  const kept = [];
  for (const marker of markers) {
    const near = kept.find(other => Math.hypot(other.x - marker.x, other.y - marker.y) < least);
    if (near) {
      near.groups.push(...marker.groups);
    } else {
      kept.push({ ...marker, groups: [...marker.groups] });
    }
  }
  return kept;
};

// The largest towns that do not get into each other's or a marker's way.
const names = (map, markers) => {
  const { width, height } = map.box;
  const size = width * letters;
  const taken = markers.map(({ x, y }) => around(x, y, width * radius * 2, width * radius * 2));
  return map.towns.flatMap(town => {
    const long = town.name.length * size * 0.58;
    const box = around(town.x, town.y - size, long, size * 1.3);
    if (taken.some(other => meet(box, other)) || box.left < 0 || box.right > width || box.top < 0 || town.y > height) {
      return [];
    }
    taken.push(box);
    return [
      s('circle', { cx: town.x, cy: town.y, r: width * 0.007, class: 'town' }),
      s('text', { x: town.x, y: town.y - size * 0.9, 'font-size': size, class: 'name' }, town.name),
    ];
  });
};

const around = (x, y, wide, high) => ({ left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 });
const meet = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
