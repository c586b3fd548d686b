import { Global, Module } from '@nestjs/common';
import { Settings } from '../config.js';
import { ambientClient } from './ambient.js';
import { Database } from './database.js';
import { Replica } from './replica.js';

const database = {
  provide: Database,
  inject: [Settings],
  useFactory: (settings: Settings) => ambientClient(new Database(settings)),
};

@Global()
@Module({ providers: [database, Replica], exports: [Database, Replica] })
export class PrismaModule {}
