import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsString, Max, MaxLength, Min } from 'class-validator';

export class TakeHint {
  @ApiProperty({ example: '1.ack', description: 'The blank to be helped with.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  cell!: string;

  @ApiProperty({
    minimum: 1,
    maximum: 10,
    description: 'Of its hints: the general one is 1. One after the other.',
  })
  @IsInt()
  @Min(1)
  @Max(10)
  number: number = 1;
}

export class HintView {
  @ApiProperty({ example: '1.ack' }) cell!: string;
  @ApiProperty() number!: number;
  @ApiProperty() text!: string;
  @ApiProperty({ description: 'There is no further hint to this blank.' }) isLast!: boolean;
}

export class HintsView {
  @ApiProperty({ type: [HintView], description: 'Those taken, in order.' }) hints!: HintView[];
  @ApiProperty({ description: 'Points that the next answer costs for them, as far as it earns any.' })
  cost!: number;
}
