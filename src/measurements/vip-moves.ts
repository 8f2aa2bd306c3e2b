import { type Segment, UNKNOWN_STATE } from './states.js';
import type { StateLane } from './types.js';

/** The address passed from one sole owner to another. */
export interface VipMove {
  readonly vip: string;
  readonly from: string;
  readonly to: string;
  /** When the old owner was seen to have lost it; null where nobody was looking. */
  readonly lostMs: number | null;
  /** When the new owner was first seen with it. */
  readonly takenMs: number;
  /** Time seen without an owner, or (negative) with both. */
  readonly gapMs: number;
}

const VIP_PREFIX = 'vip:';
export const NO_OWNER = 'none';

export function vipLanes(lanes: readonly StateLane[]): readonly StateLane[] {
  return lanes.filter(({ subject }) => subject.startsWith(VIP_PREFIX));
}

export function vipOf(lane: StateLane): string {
  return lane.subject.slice(VIP_PREFIX.length);
}

/** The hosts that own an address in this state: none, one, or several joined by `+`; undefined where unknown. */
export function ownersIn(state: string): readonly string[] | undefined {
  if (state === UNKNOWN_STATE) {
    return undefined;
  }
  return state === NO_OWNER || state === '' ? [] : state.split('+');
}

export function vipMoves(lane: StateLane): readonly VipMove[] {
  const watch = new MoveWatch(vipOf(lane));
  for (const segment of lane.segments) {
    watch.see(segment);
  }
  return watch.moves;
}

/** Walks a lane's segments and notes each change of sole owner. */
class MoveWatch {
  readonly moves: VipMove[] = [];
  private owner: string | undefined;
  private lostMs: number | null = null;
  private unseen = false;
  private ownerlessMs = 0;
  private readonly firstSeenMs = new Map<string, number>();

  constructor(private readonly vip: string) {}

  see(segment: Segment): void {
    const owners = ownersIn(segment.state);
    if (owners === undefined) {
      this.unseen = true;
      return;
    }
    if (this.owner !== undefined && owners.includes(this.owner)) {
      this.seeOldOwner(owners, segment);
    } else {
      this.seeWithoutOldOwner(owners, segment);
    }
  }

  private seeOldOwner(owners: readonly string[], segment: Segment): void {
    if (owners.length === 1) {
      this.settle(this.owner);
      return;
    }
    this.lostMs = null;
    this.unseen = false;
    this.noteFirstSight(owners, segment);
  }

  private seeWithoutOldOwner(owners: readonly string[], segment: Segment): void {
    if (this.lostMs === null && !this.unseen) {
      this.lostMs = segment.fromMs;
    }
    if (owners.length === 0) {
      this.ownerlessMs += segment.toMs - segment.fromMs;
    }
    this.noteFirstSight(owners, segment);
    const [next] = owners;
    if (next !== undefined && owners.length === 1) {
      this.moveTo(next, segment.fromMs);
    }
  }

  private noteFirstSight(owners: readonly string[], { fromMs }: Segment): void {
    for (const owner of owners) {
      if (owner !== this.owner && !this.firstSeenMs.has(owner)) {
        this.firstSeenMs.set(owner, fromMs);
      }
    }
  }

  private moveTo(next: string, seenMs: number): void {
    if (this.owner !== undefined) {
      const takenMs = this.firstSeenMs.get(next) ?? seenMs;
      const overlapped = this.lostMs !== null && takenMs < this.lostMs;
      this.moves.push({
        vip: this.vip,
        from: this.owner,
        to: next,
        lostMs: this.lostMs,
        takenMs,
        gapMs: overlapped ? takenMs - (this.lostMs ?? takenMs) : this.ownerlessMs,
      });
    }
    this.settle(next);
  }

  private settle(owner: string | undefined): void {
    this.owner = owner;
    this.lostMs = null;
    this.unseen = false;
    this.ownerlessMs = 0;
    this.firstSeenMs.clear();
  }
}
