/**
 * Takes out of every test process what could point it, or what it starts, at somebody's real servers or shop.
 * What stays is CARTWRIGHT_CHROMIUM, the browser that `npm test` found or installed.
 */
const FOREIGN = /^(DATABASE_URL|REDIS_URL|RABBITMQ_URL|CARTWRIGHT_(?!CHROMIUM$).*|PG[A-Z]+)$/;

for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) delete process.env[name];
