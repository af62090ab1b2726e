// What the pages for somebody who seeks do more of where scripts run. Each part begins anew with what is put in place.
import { checkCodes } from './code.js';
import { sendInPlace } from './inPlace.js';
import { linkMap } from './map.js';
import { suggest } from './suggest.js';

const begin = (root) => {
  suggest(root);
  checkCodes(root);
  linkMap(root);
};

begin(document);
sendInPlace(begin);

// A link from elsewhere may carry a topic and a place; the address, and what the browser remembers of it, shall not.
if (new URLSearchParams(location.search).has('topic') || new URLSearchParams(location.search).has('place')) {
  const lang = new URLSearchParams(location.search).get('lang');
  history.replaceState(null, '', location.pathname + (lang ? `?lang=${encodeURIComponent(lang)}` : ''));
}

document.addEventListener('click', (event) => {
  const way = event.target.closest?.('[data-leave]');
  if (way) {
    // In the place of this page, so that the way back does not lead here.
    event.preventDefault();
    location.replace(way.href);
  }
});
