const patience = 15_000;

/** Why there is no answer: `refused`, `offline`, `busy`, `wrong`, or the code of the problem. */
export class Failure extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** The reading calls of the service, without credentials and without telling which page asks. */
export class Service {
  /** Whether the page is registered for trying out. */
  isTest = false;

  /** Whether the page's own policy forbids to ask here. */
  isBarred = false;

  constructor(host, tag) {
    this.host = host;
    this.tag = tag;
  }

  /** The tree of topics, and what belongs to each. */
  topics(signal) {
    return this.#ask(`/v1/topics?lang=${this.tag}`, null, signal);
  }

  findTopics(q, signal) {
    return this.#ask('/v1/topics/search', { q, lang: this.tag }, signal);
  }

  findPlaces(q, signal) {
    return this.#ask('/v1/places/search', { q, limit: 8 }, signal);
  }

  findGroups(search, signal) {
    return this.#ask('/v1/groups/search', search, signal);
  }

  whoAnswers(place, topic, signal) {
    return this.#ask('/v1/responsible/search', { place, topic }, signal);
  }

  /** The map of a search; null where there is none, which the list does without. */
  async map(search, signal) {
    try {
      return await this.#ask('/v1/groups/map/search', search, signal);
    } catch {
      return null;
    }
  }

  async #ask(path, body, signal) {
    const bound = new AbortController();
    const late = setTimeout(() => bound.abort(), patience);
    const stop = () => bound.abort();
    signal?.addEventListener('abort', stop);
    try {
      const answer = await fetch(this.host + path, {
        method: body ? 'POST' : 'GET',
        headers: { 'Accept-Language': this.tag, ...(body ? { 'Content-Type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : undefined,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: bound.signal,
      });
      this.isTest = answer.headers.get('Site-Mode') === 'test';
      if (answer.ok) {
        return await answer.json();
      }
      throw new Failure(await this.#reason(answer));
    } catch (failure) {
      if (signal?.aborted || failure instanceof Failure) {
        throw failure;
      }
      const isThere = await this.#isThere();
      // The word that the page forbids it comes a little after the failure.
      await new Promise(resolve => setTimeout(resolve, 50));
      throw new Failure(isThere || this.isBarred ? 'refused' : 'offline');
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', stop);
    }
  }

  async #reason(answer) {
    if (answer.status === 429 || answer.status === 503) {
      return 'busy';
    }
    const { code } = await answer.json().catch(() => ({}));
    return code === 'origin-not-registered' || code === 'not-for-sites' ? 'refused' : (code ?? 'wrong');
  }

  // A page that is not registered may read no answer, not even why. If the service is there all the same, that is it.
  async #isThere() {
    if (navigator.onLine === false) {
      return false;
    }
    const bound = new AbortController();
    const late = setTimeout(() => bound.abort(), patience);
    try {
      await fetch(`${this.host}/embed/v1.js`, {
        method: 'HEAD',
        mode: 'no-cors',
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: bound.signal,
      });
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(late);
    }
  }
}
