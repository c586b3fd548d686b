// Marks what needs no token; the guard of src/auth looks for the mark.
import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'lastack:public';

/** Opens a controller or route to requests without a token. */
export const Public = () => SetMetadata(PUBLIC, true);
