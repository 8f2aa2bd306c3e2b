import type { Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { changedLanes, type SharedLane } from '../state-lanes.js';
import { printable } from '../text.js';
import { type Datum, dataOf, rounded, type Spec, WRITTEN_COLOUR } from './chart.js';
import { textWidth } from './text-width.js';
import { COLORS } from './theme.js';
import { panelHeading, TIMELINE_WIDTH, timeDomain, timeEncoding } from './timeline-axis.js';

export const MOST_LANES = 14;
const ROW = 20;
const FONT_SIZE = 10.5;

/** A segment thinner than this cannot be seen; the table of states has it. */
const LEAST_PIXELS = 0.5;

/** A lane for each subject: what is ordinary is pale, what is not is coloured and named. */
export function statesPanel(
  measurements: Measurements,
  bands: Spec,
  isLast: boolean,
  speech: Speech,
): Spec | null {
  const lanes = [...recordLanes(measurements), ...changedLanes(measurements.states).slice(0, MOST_LANES)];
  if (lanes.length === 0) {
    return null;
  }
  const owners = ownersIn(lanes);
  const pixelsPerMs = TIMELINE_WIDTH / (timeDomain(measurements)[1] * 1000);
  const segments = lanes.flatMap((lane) => segmentsOf(lane, owners, pixelsPerMs));
  const y = {
    field: 'subject',
    type: 'nominal',
    title: null,
    scale: { domain: lanes.map(nameOf) },
    axis: { labelLimit: 170 },
  };
  const x = timeEncoding(measurements, isLast, speech);
  return {
    width: TIMELINE_WIDTH,
    height: { step: ROW },
    layer: [
      bands,
      {
        ...dataOf(segments),
        mark: { type: 'bar', height: 14 },
        encoding: { x, x2: { field: 'to' }, y, color: WRITTEN_COLOUR },
      },
      {
        ...dataOf(bordersIn(segments)),
        mark: { type: 'tick', orient: 'vertical', size: 14, thickness: 1, color: COLORS.paper },
        encoding: { x, y },
      },
      {
        ...dataOf(segments.filter((segment) => segment.labelled === true)),
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4, fontSize: FONT_SIZE },
        encoding: {
          x,
          y,
          text: { field: 'state' },
          color: { ...WRITTEN_COLOUR, field: 'ink' },
        },
      },
      ...panelHeading(speech.words.charts.panels.states, []),
    ],
  };
}

/** What became of the records, by the time at which they were written. */
function recordLanes({ integrity }: Measurements): readonly SharedLane[] {
  return integrity
    .filter(({ segments }) => segments.length > 0)
    .map(({ id, segments }) => ({ subject: `records:${id}`, segments, alike: 0 }));
}

/** Hosts that own an address, in the order of their first appearance: the usual owner is the calm one. */
function ownersIn(lanes: readonly SharedLane[]): readonly string[] {
  const states = lanes
    .filter((lane) => lane.subject.startsWith('vip:'))
    .flatMap((lane) => lane.segments.map((segment) => segment.state));
  return [...new Set(states)].filter(
    (state) => state !== 'none' && state !== 'unknown' && !state.includes('+'),
  );
}

function segmentsOf(lane: SharedLane, owners: readonly string[], pixelsPerMs: number): readonly Datum[] {
  return lane.segments
    .filter((segment) => (segment.toMs - segment.fromMs) * pixelsPerMs >= LEAST_PIXELS)
    .map((segment) => {
      const { fill, ink } = colourOf(lane.subject, segment.state, owners);
      const state = printable(segment.state);
      const room = (segment.toMs - segment.fromMs) * pixelsPerMs - 8;
      return {
        subject: nameOf(lane),
        from: rounded(segment.fromMs / 1000),
        to: rounded(segment.toMs / 1000),
        state,
        fill,
        ink,
        labelled: textWidth(state, FONT_SIZE) <= room,
      };
    });
}

/** Where a state follows another of the same colour: else they would look like one. */
function bordersIn(segments: readonly Datum[]): readonly Datum[] {
  return segments.filter((segment, index) => {
    const before = segments[index - 1];
    return before?.subject === segment.subject && before?.fill === segment.fill;
  });
}

/** `server:tcp/cluster21p +8` where eight more did the same. */
function nameOf({ subject, alike }: SharedLane): string {
  return printable(alike === 0 ? subject : `${subject} +${alike}`);
}

interface Paint {
  readonly fill: string;
  readonly ink: string;
}

const CALM: Paint = { fill: COLORS.calm, ink: COLORS.ink };
const BAD: Paint = { fill: COLORS.vermillion, ink: COLORS.onDark };
const UNKNOWN: Paint = { fill: COLORS.slate, ink: COLORS.onDark };
const OTHER: Paint = { fill: COLORS.amber, ink: COLORS.onDark };
const OWNERS: readonly Paint[] = [COLORS.blue, COLORS.green, COLORS.purple].map((fill) => ({
  fill,
  ink: COLORS.onDark,
}));

const UNKNOWN_STATES = /^(unknown|unread|undecided)$/;
/** Whole arrays (`UUU`), bonds (`2 of 2, eth0`) and volumes (`3/3`), free space and plain counts are ordinary too. */
const GOOD_STATES =
  /^(up|running|online|connected|active|started|ok|answers|kept|idle|u+|(\d+) of \2, .*|(\d+)\/\3|\d+% free|\d+)$/i;
/** An array that lacks a member and is not rebuilt, or a bond that lacks a link. */
const BAD_STATES =
  /^(down|stopped|exited|dead|killed|failed|offline|disconnected|none|hangs|full|lost|torn|u*_[u_]*|\d+ of \d+, .*)$/i;

function colourOf(subject: string, state: string, owners: readonly string[]): Paint {
  if (UNKNOWN_STATES.test(state)) {
    return UNKNOWN;
  }
  if (GOOD_STATES.test(state) || subject.startsWith('link-failures:')) {
    return CALM;
  }
  if (BAD_STATES.test(state)) {
    return BAD;
  }
  if (subject.startsWith('vip:')) {
    const index = owners.indexOf(state);
    return index === -1 ? BAD : (OWNERS[index % OWNERS.length] ?? CALM);
  }
  return OTHER;
}
