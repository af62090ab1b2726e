// List and map in step: what is looked at in one is marked in the other.
export const linkMap = (root) => {
  const markers = [...root.querySelectorAll('.map .marker')];
  const cards = [...root.querySelectorAll('li[data-group]')];
  const groupsOf = (marker) => marker.dataset.groups.split(' ');

  const mark = (groups) => {
    markers.forEach((marker) => marker.classList.toggle('chosen', groupsOf(marker).some((group) => groups.includes(group))));
    cards.forEach((card) => card.classList.toggle('chosen', groups.includes(card.dataset.group)));
  };

  for (const card of cards) {
    for (const event of ['pointerenter', 'focusin']) {
      card.addEventListener(event, () => mark([card.dataset.group]));
    }
  }

  for (const marker of markers) {
    for (const event of ['pointerenter', 'focus']) {
      marker.addEventListener(event, () => mark(groupsOf(marker)));
    }

    marker.addEventListener('click', (event) => {
      const card = cards.find(({ dataset }) => groupsOf(marker).includes(dataset.group));
      if (card) {
        // Not by the address, which would then name the group.
        event.preventDefault();
        mark(groupsOf(marker));
        card.scrollIntoView({ block: 'center' });
        card.querySelector('a').focus({ preventScroll: true });
      }
    });
  }
};
