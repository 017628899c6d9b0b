/** Pins of one lock, in the drawing's units: how far each reaches below the shear line. */
const cuts = [58, 100, 42, 112, 74, 96, 34];
const pitch = 60;
const halfPin = 17;
const halfTip = 4;
const firstPin = 60;
const shearLine = 250;
/** Of the pins' tips and the key's ramps alike, so that each pin fills its notch. */
const slope = 1.6;

const brass = "#f2d49b";

/** A lock with its key in place: every pin splits at one line, and the bolt may turn. */
export function LockDrawing({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 480 480"
      preserveAspectRatio="xMaxYMid meet"
      className={className}
      aria-hidden="true"
      focusable="false"
      fill="none"
    >
      <path d={keyProfile()} fill={brass} fillOpacity="0.13" stroke={brass} strokeWidth="2" strokeLinejoin="round" />
      <path d="M15 414 H484" stroke={brass} strokeOpacity="0.35" strokeWidth="2" />
      {cuts.map((cut, index) => {
        const x = firstPin + index * pitch;
        return (
          <g key={x}>
            <path d={spring(x)} stroke="#fff" strokeOpacity="0.28" strokeWidth="2" strokeLinejoin="round" />
            <rect
              x={x - halfPin}
              y={shearLine - 98}
              width={halfPin * 2}
              height="94"
              rx="5"
              fill="#fff"
              fillOpacity="0.16"
            />
            <path d={keyPin(x, shearLine + cut)} fill={brass} />
          </g>
        );
      })}
      <path d={`M0 ${shearLine} H480`} stroke="#fff" strokeOpacity="0.7" strokeWidth="1.5" strokeDasharray="2 7" />
    </svg>
  );
}

function keyPin(x: number, tip: number): string {
  const shoulder = tip - (halfPin - halfTip) * slope;
  const top = shearLine + 4;
  return `M${x - halfPin} ${shoulder} V${top + 5} q0 -5 5 -5 h${halfPin * 2 - 10} q5 0 5 5 V${shoulder} L${x + halfTip} ${tip} h${-halfTip * 2} z`;
}

/** The blade, a notch under each pin and a ridge where the ramps of two notches meet. */
function keyProfile(): string {
  const notches = cuts.map((cut, index) => {
    const x = firstPin + index * pitch;
    const y = shearLine + cut;
    const next = cuts[index + 1];
    const notch = `L${x - halfTip} ${y} h${halfTip * 2}`;
    if (next === undefined) return notch;
    const run = pitch / 2 - halfTip + (cut - next) / (2 * slope);
    return `${notch} l${run} ${-run * slope}`;
  });
  return `M14 ${shearLine + 126} ${notches.join(" ")} L484 ${shearLine - 6} V446 H40 L14 412 Z`;
}

function spring(x: number): string {
  const coils = Array.from({ length: 8 }, (_, coil) => `L${x + (coil % 2 ? -10 : 10)} ${80 + coil * 9}`);
  return `M${x} 72 ${coils.join(" ")} L${x} 150`;
}
