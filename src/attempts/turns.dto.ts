import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { TableView } from './attempts.dto.js';

export class PlayTurns {
  @ApiProperty({
    type: [String],
    example: ['SYN seq=7000', 'ACK seq=7001 ack=91001'],
    description:
      'Your moves from the first turn on. What is played already may stand in it or be left out at the end.',
  })
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(100, { each: true })
  moves!: string[];
}

export class TurnsView {
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty({ description: 'Of which try at the question these turns are, from 1.' }) try!: number;
  @ApiProperty({ type: [String], description: 'The moves played, as they were read.' }) moves!: string[];
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The turn to play now, from 1; null: all are played.',
  })
  next!: number | null;
  @ApiProperty({ description: 'What was sent and what came, as text.' }) text!: string;
  @ApiProperty({ type: TableView, description: 'The same as a table.' }) table!: TableView;
}
