/** The topic of groups across topics, which fit everybody. */
export const across = 'across-topics';

/** The topics as the service has them, wide ones with the narrower ones below them. */
export class Topics {
  #all = new Map();

  constructor(tree) {
    this.tree = tree;
    const add = topic => {
      this.#all.set(topic.topic, topic);
      topic.children.forEach(add);
    };
    tree.forEach(add);
  }

  name(slug) {
    return this.#all.get(slug)?.name ?? slug;
  }

  has(slug) {
    return this.#all.has(slug);
  }

  /**
   * What fits somebody who seeks a topic: it, and the narrower and the wider ones. Undefined: all groups, those across
   * topics among them.
   */
  around(slug) {
    const topic = this.#all.get(slug);
    return !topic || slug === across
      ? undefined
      : [slug, ...topic.children.map(child => child.topic), topic.parent].filter(Boolean);
  }
}
