// Suggestions as one types, by the API's own searches. What is typed goes by POST and stands in no address.
import '@u-elements/u-datalist';

const pause = 120;

const ask = async (address, question, signal) => {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
    body: JSON.stringify(question),
    cache: 'no-store',
    signal,
  });
  return answer.ok ? (await answer.json()).items : [];
};

const sources = {
  topics: async (q, signal) =>
    (await ask('/v1/topics/search', { q, lang: document.documentElement.lang }, signal))
      .slice(0, 8)
      .map(({ topic, name }) => ({ code: topic, words: name })),
  places: async (q, signal) =>
    (await ask('/v1/places/search', { q, limit: 8 }, signal)).map(({ place, label }) => ({ code: place, words: label })),
};

const attach = (input) => {
  const code = input.form.querySelector(`[data-code-of="${input.name}"]`);
  const list = document.createElement('u-datalist');
  list.id = `${input.id}-list`;
  list.setAttribute('data-nofilter', '');
  list.setAttribute('data-sr-singular', input.dataset.one);
  list.setAttribute('data-sr-plural', input.dataset.many);
  input.after(list);
  // It is one as soon as it is looked at; before that, to say so beside «list» is held for a mistake by checkers.
  for (const name of ['role', 'aria-autocomplete', 'aria-controls', 'aria-expanded']) {
    input.removeAttribute(name);
  }

  let timer;
  let asking;
  const take = () => {
    const chosen = [...list.children].find((option) => option.value === input.value);
    code.value = chosen ? `${chosen.dataset.code}|${input.value}` : '';
    return Boolean(chosen);
  };

  const fill = (found) =>
    list.replaceChildren(
      ...found.map(({ code: of, words }) => {
        const option = document.createElement('u-option');
        option.value = words;
        option.textContent = words;
        option.dataset.code = of;
        return option;
      }));

  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    const q = input.value.trim();
    try {
      fill(q ? await sources[input.dataset.suggest](q.slice(0, 100), asking.signal) : []);
      take();
    } catch {
      // A newer question, or no answer: the words count as they are.
    }
  };

  input.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (!take() || event.isTrusted) {
      timer = setTimeout(look, pause);
    }
  });
};

export const suggest = (root) => root.querySelectorAll('input[data-suggest]').forEach(attach);
