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
   * What fits somebody who seeks a topic: groups of it, of the narrower and the wider ones, and groups across topics,
   * which fit everybody. Undefined: all groups.
   */
  around(slug) {
    const topic = this.#all.get(slug);
    return !topic || slug === 'across-topics'
      ? undefined
      : [slug, ...topic.children.map(child => child.topic), topic.parent, 'across-topics'].filter(Boolean);
  }
}
