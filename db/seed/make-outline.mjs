// Makes outline.wkt, the country's outline: what the map shows until boundaries are imported, and Svalbard and Jan
// Mayen after that too. Run it again with: node db/seed/make-outline.mjs
// It installs three pinned npm packages into a temporary folder; the same packages give the same bytes. The text is
// committed, so that nobody needs npm to run the service. Sources and licences: NOTICE.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGES = ['world-atlas@2.0.2', 'topojson-client@3.1.0', 'topojson-simplify@3.0.3']

const NORWAY = '578'

// As far south as Coordinates takes for Norway: nobody meets on Bouvet Island.
const SOUTHERNMOST = 57

// A corner that makes less difference than this is left out, and an island that is smaller. Few people look at the far
// north closely.
const SQUARE_KILOMETRES = { mainland: 3, arctic: 40 }
const ARCTIC_FROM = 74

const STERADIAN = 6371 ** 2
const DECIMALS = 3
const MOST_BYTES = 60_000

function load() {
  const folder = mkdtempSync(join(tmpdir(), 'outline-'))
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund',
      '--no-package-lock', '--loglevel=error', ...PACKAGES], { stdio: ['ignore', 'ignore', 'inherit'] })
    const require = createRequire(join(folder, 'index.js'))
    return {
      world: require('world-atlas/countries-10m.json'),
      ...require('topojson-client'),
      ...require('topojson-simplify'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { world, feature, presimplify, simplify, sphericalTriangleArea, sphericalRingArea } = load()

const detailAt = ([, latitude]) => latitude < ARCTIC_FROM ? SQUARE_KILOMETRES.mainland : SQUARE_KILOMETRES.arctic
const weight = triangle => sphericalTriangleArea(triangle) * STERADIAN / detailAt(triangle[1])
const isShown = ([ring]) => ring[0][1] > SOUTHERNMOST &&
  Math.abs(sphericalRingArea(ring)) * STERADIAN > detailAt(ring[0])
const rounded = number => Number(number.toFixed(DECIMALS))

const country = world.objects.countries.geometries.find(({ id }) => id === NORWAY)
const coarse = simplify(presimplify({ ...world, objects: { country } }, weight), 1)
const polygons = feature(coarse, coarse.objects.country).geometry.coordinates
  .filter(isShown)
  .map(rings => rings.map(ring => ring.map(point => point.map(rounded))))

const ofRing = ring => `(${ring.map(point => point.join(' ')).join(',')})`
const text = `MULTIPOLYGON(\n${polygons.map(rings => `(${rings.map(ofRing).join(',')})`).join(',\n')})\n`
if (text.length > MOST_BYTES) throw new Error(`outline.wkt would have ${text.length} bytes`)
writeFileSync(new URL('outline.wkt', import.meta.url), text)
console.log(`outline.wkt: ${polygons.length} islands and the mainland, ${polygons.flat(2).length} corners, ${text.length} bytes`)
