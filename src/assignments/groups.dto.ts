import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsNotBlank } from '../common/validation.js';
import type { Group, GroupMember } from '../generated/prisma/client.js';

export class SetGroup {
  @ApiProperty({ example: 'Lab on Tuesday', maxLength: 200 })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  name!: string;

  @ApiProperty({
    type: [String],
    format: 'uuid',
    maxItems: 1000,
    description: 'The ids of members of the course.',
  })
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  members!: string[];
}

export class GroupView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [String], format: 'uuid' }) members!: string[];
}

export function groupView({ id, name, members }: Group & { members: GroupMember[] }): GroupView {
  return { id, name, members: members.map(({ personId }) => personId).toSorted() };
}
