import { ApiProperty } from '@nestjs/swagger';
import { SCOPES } from '../auth/scopes.js';
import { type Role, ROLES } from '../courses/courses.dto.js';

class MyTokenView {
  @ApiProperty({ enum: SCOPES, isArray: true, description: 'Empty: all that you may do.' }) scopes!: string[];
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'It opens this course alone.' })
  courseId!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt!: string | null;
}

class MyCourseView {
  @ApiProperty({ format: 'uuid' }) courseId!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: ROLES }) role!: Role;
  @ApiProperty({ type: String, nullable: true }) lmsId!: string | null;
}

export class MeView {
  @ApiProperty({ format: 'uuid' }) personId!: string;
  @ApiProperty() name!: string;
  @ApiProperty() mayCreateCourses!: boolean;
  @ApiProperty({ type: MyTokenView, description: 'The token of this request.' }) token!: MyTokenView;
  @ApiProperty({ type: [MyCourseView] }) courses!: MyCourseView[];
}
