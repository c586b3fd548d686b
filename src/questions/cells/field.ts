// The fields of a segment that questions are about, under the names that ladders, captures and textbooks give them.

export const FIELD_NAMES = ['flags', 'seq', 'ack', 'len'] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

const NAMES: Record<FieldName, readonly string[]> = {
  flags: [
    'flags',
    'flag',
    'ctl',
    'controlbits',
    'controlbit',
    'bits',
    '控制位',
    '标志',
    '标志位',
    '控制标志',
  ],
  seq: [
    'seq',
    'sequence',
    'sequencenumber',
    'sequenceno',
    'seqnumber',
    'seqno',
    '序号',
    '序列号',
    '序号字段',
  ],
  ack: [
    'ack',
    'acknowledgment',
    'acknowledgement',
    'acknowledgmentnumber',
    'acknowledgementnumber',
    'acknowledgmentno',
    'acknumber',
    'ackno',
    '确认号',
    '确认序号',
    '确认号字段',
  ],
  len: [
    'len',
    'length',
    'datalength',
    'octets',
    'octetsofdata',
    'bytes',
    '长度',
    '数据长度',
    '数据字节数',
    '字节数',
  ],
};

const FIELDS = new Map(FIELD_NAMES.flatMap((field) => NAMES[field].map((name) => [name, field] as const)));

/** What stands in a field, of `ack=7001` or `序号：7001`; a text that names no field stays as it is. */
export function withoutName(text: string): string {
  const [, name, content] = /^([^=:]+)[=:](.*)$/.exec(text) ?? [];
  return name === undefined || content === undefined || parseField(name) === undefined
    ? text
    : content.trim();
}

/** Case, spaces and dots make no difference. `ACK` is the field of that name; the bit is one of the flags. */
export function parseField(text: string): FieldName | undefined {
  return FIELDS.get(text.toLowerCase().replace(/[\s._=:-]+/g, ''));
}
