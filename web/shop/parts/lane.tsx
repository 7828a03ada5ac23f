const tiles = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A lane at dusk: long walls that run out of the picture, a gate, two lanterns, and a way through. */
export function Lane() {
  return (
    <svg class="lane" viewBox="0 0 900 360" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <circle cx="582" cy="84" r="40" fill="#f2c877" />
      <path d="M-60 110 340 148v212H-60ZM960 104 562 146v214h398Z" fill="#54463f" />
      <path
        d="M-60 166l400 26M-60 216l400 14M-60 266l400 4M-60 316l400-6M562 190l398-26M562 230l398-16M562 270l398-6M562 310l398 4"
        stroke="#63544b"
        stroke-width="2"
      />
      <path d="M-60 78l412 48 6 20-418-36ZM960 72 550 124l-6 20 416-36Z" fill="#332a25" />
      <path d="M340 360V196h222v164Z" fill="#8c2a1c" />
      <path d="M394 360V252a57 57 0 0 1 114 0v108Z" fill="#f7d796" />
      <path d="M418 360V262a33 33 0 0 1 66 0v98Z" fill="#fbe9c3" />
      <path d="M308 204c52-10 100-34 142-80 42 46 92 70 144 80l-4 18H312Z" fill="#3a302a" />
      <path d="M302 204c54-10 104-36 148-84 44 48 96 74 150 84" fill="none" stroke="#c9974b" stroke-width="6" />
      <g fill="#c9974b">
        {tiles.map((n) => (
          <circle key={n} cx={326 + n * 25} cy="222" r="6" />
        ))}
      </g>
      <rect x="340" y="228" width="222" height="16" fill="#a83c2a" />
      <path d="M370 244v20M532 244v20" stroke="#3a302a" stroke-width="3" />
      <ellipse cx="370" cy="284" rx="17" ry="21" fill="#d94a35" />
      <ellipse cx="532" cy="284" rx="17" ry="21" fill="#d94a35" />
      <path d="M362 263h16M362 305h16M524 263h16M524 305h16" stroke="#e8b95f" stroke-width="5" />
      <path d="M370 308v16M532 308v16" stroke="#e8b95f" stroke-width="3" />
      <path d="M-60 352H960v8H-60Z" fill="#2a221e" />
    </svg>
  );
}
