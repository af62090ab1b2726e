// Forms that are sent, and links that are followed, without leaving the page: the answer is the same page as without
// scripts, put in place of this one. Nothing of what is asked gets into the browser's history, its cache or its storage:
// a page that a link left waits in memory for the way back.
const parts = ['header', 'main', 'footer'];
const left = [];
const busy = new WeakSet();
let isKept = !document.querySelector('[data-code-shown]');
let at = location.pathname;

const solve = async (address) => {
  const answer = await fetch(address, { cache: 'no-store' });
  if (answer.status !== 200) {
    return null;
  }

  const challenge = await answer.json();
  const worker = new Worker(document.body.dataset.proof, { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(challenge);
    });
  } finally {
    worker.terminate();
  }
};

const focusOn = (hash, before) => {
  const aim =
    document.querySelector('.ds-error-summary') ??
    (hash ? document.getElementById(hash.slice(1)) : null) ??
    document.querySelector('[data-focus]') ??
    document.querySelector('h1');
  if (!aim) {
    return;
  }

  aim.tabIndex = -1;
  aim.focus({ preventScroll: Boolean(hash) });
  if (hash) {
    scrollTo(before);
  }
};

const put = (html, begin) => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const part of parts) {
    const [here, there] = [document.querySelector(part), page.querySelector(part)];
    if (here && there) {
      here.replaceWith(document.adoptNode(there));
    }
  }

  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  isKept = !document.querySelector('[data-code-shown]');
  begin(document.querySelector('main'));
};

const send = async (form, button, begin) => {
  const address = new URL(button?.getAttribute('formaction') ?? form.getAttribute('action'), location.href);
  const fields = new FormData(form, button);
  const going = fields.get('go') !== 'back';
  const main = document.querySelector('main');
  main.setAttribute('aria-busy', 'true');
  main.classList.add('busy');
  try {
    if (form.dataset.solve && fields.get('go') === 'send') {
      // Without one it is registered all the same.
      const proof = await solve(form.dataset.solve).catch(() => null);
      if (proof) {
        fields.set('proof', proof);
      }
    }

    const before = { left: scrollX, top: scrollY };
    const answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      cache: 'no-store',
      credentials: 'same-origin',
    }).catch((unreached) => {
      // As without scripts: then the browser says what is wrong. What was answered is not sent again.
      form.dataset.plainly = 'yes';
      isKept = true;
      form.requestSubmit(button);
      throw unreached;
    });

    const step = Number(form.dataset.step ?? 0);
    put(await answer.text(), begin);
    const next = Number(document.querySelector('form[data-step]')?.dataset.step ?? 0);
    if (form.dataset.at) {
      history.pushState(null, '', form.dataset.at);
      at = location.pathname;
    } else if (going && step > 0 && next > step) {
      // The browser's own way back leads to the page of the form before, and not away from all that was filled in.
      history.pushState({ step: next }, '');
    }

    focusOn(address.hash, before);
  } finally {
    main.removeAttribute('aria-busy');
    main.classList.remove('busy');
  }
};

const follow = async (link, begin) => {
  const answer = await fetch(link.href, { credentials: 'same-origin' });
  const html = await answer.text();
  left.push({
    nodes: parts.map((part) => document.querySelector(part)),
    title: document.title,
    lang: document.documentElement.lang,
    link,
    at,
    scroll: { left: scrollX, top: scrollY },
  });
  put(html, begin);
  history.pushState({ left: left.length }, '', link.href);
  at = location.pathname;
  focusOn('', null);
  scrollTo(0, 0);
};

// Whether the browser's way back led to a page that waits.
const comeBack = (state) => {
  const page = left[state?.left ?? 0];
  if (!page || page.at !== location.pathname) {
    return false;
  }

  left.length = state?.left ?? 0;
  parts.forEach((part, i) => document.querySelector(part).replaceWith(page.nodes[i]));
  document.title = page.title;
  document.documentElement.lang = page.lang;
  at = page.at;
  page.link.focus({ preventScroll: true });
  scrollTo(page.scroll);
  return true;
};

export const sendInPlace = (begin) => {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-in-place]');
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    // What is not kept yet is left only after the browser has asked.
    if (link && isPlain && isKept && !event.defaultPrevented) {
      event.preventDefault();
      follow(link, begin).catch(() => location.assign(link.href));
    }
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-in-place]') || event.defaultPrevented || form.dataset.plainly) {
      return;
    }

    event.preventDefault();
    if (busy.has(form)) {
      return;
    }

    busy.add(form);
    send(form, event.submitter, begin)
      .catch(() => {})
      .finally(() => busy.delete(form));
  });

  addEventListener('popstate', ({ state }) => {
    if (comeBack(state)) {
      return;
    }

    if (location.pathname !== at) {
      location.reload();
      return;
    }

    const shown = Number(document.querySelector('form[data-step]')?.dataset.step ?? 0);
    // A link within the page comes here too.
    if (!location.hash && (state?.step ?? 1) < shown) {
      document.querySelector('form[data-step] button[value="back"]')?.click();
    }
  });

  addEventListener('beforeunload', (event) => {
    if (!isKept) {
      event.preventDefault();
    }
  });

  document.addEventListener('change', ({ target }) => {
    if (target.name === 'saved') {
      isKept = target.checked;
    }
  });
};
