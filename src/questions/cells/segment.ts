// Which segment, or which packet of a capture: 4, #4, segment 4, packet 4, No. 4, 第 4 个报文段.

const WORDS = /segments?|packets?|frames?|numbers?|no\.?|报文段?|分组|数据包|[包帧号第个条]/gi;

/** A number from 0 up; undefined where it is none, or more than one. */
export function parseSegment(text: string): number | undefined {
  const bare = text
    .replace(WORDS, ' ')
    .replace(/[#:()[\]]/g, ' ')
    .trim();
  return /^\d{1,6}$/.test(bare) ? Number(bare) : undefined;
}
