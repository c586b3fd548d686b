import { Global, Module } from '@nestjs/common';
import { Settings } from '../config.js';
import { ambientClient } from './ambient.js';
import { Database } from './database.js';
import { shareConnections } from './pools.js';
import { Replica } from './replica.js';

const database = {
  provide: Database,
  inject: [Settings],
  useFactory: (settings: Settings) => {
    const client = new Database(settings);
    const ambient = ambientClient(client);
    shareConnections(ambient, client);
    return ambient;
  },
};

@Global()
@Module({ providers: [database, Replica], exports: [Database, Replica] })
export class PrismaModule {}
