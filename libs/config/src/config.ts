import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import { IsBoolean, IsEmail, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, validateSync } from 'class-validator';

const localUrl = { require_tld: false, require_protocol: true };

/**
 * The environment, read and checked once at the start of a process. Nothing else in the sources reads `process.env`.
 * Every variable, what it means, and what its absence means.
 */
class Environment {
  /** Where the API listens. */
  @IsInt({ message: 'PORT は 1 から 65535 の整数にしてください。' })
  @Min(1, { message: 'PORT は 1 以上にしてください。' })
  @Max(65535, { message: 'PORT は 65535 以下にしてください。' })
  @Transform(({ value }) => Number(value))
  PORT = 3000;

  /** The address that the API binds. Only this machine unless it is said. */
  @IsString()
  HOST = '127.0.0.1';

  /** Everything that the embedded services keep, and `instance.json`. */
  @IsString()
  DATA_DIR = '.data';

  /** The PostgreSQL server, as the role that owns the tables; `npm start` gives the embedded one. */
  @IsUrl({ ...localUrl, protocols: ['postgres', 'postgresql'] }, { message: 'DATABASE_URL は postgresql:// で始まる URL にしてください。' })
  DATABASE_URL: string;

  /** The Redis that carries the queues; without it they run on PostgreSQL. */
  @IsOptional()
  @IsUrl({ ...localUrl, protocols: ['redis', 'rediss'] }, { message: 'REDIS_URL は redis:// で始まる URL にしてください。' })
  REDIS_URL?: string;

  /** The mail relay; `npm start` gives the built-in catcher. */
  @IsOptional()
  @IsUrl({ ...localUrl, protocols: ['smtp', 'smtps'] }, { message: 'SMTP_URL は smtp:// で始まる URL にしてください。' })
  SMTP_URL?: string;

  /** The sender of every mail. */
  @IsString()
  MAIL_FROM = '共生 KPI見直し <kyosei@localhost>';

  /** What people type into their browser; printed in mails beside the way through the menus. */
  @IsOptional()
  @IsUrl({ ...localUrl, protocols: ['http', 'https'] }, { message: 'PUBLIC_URL は http:// または https:// で始まる URL にしてください。' })
  PUBLIC_URL?: string;

  /** How many database connections this process may hold. */
  @IsInt()
  @Min(2)
  @Max(200)
  @Transform(({ value }) => Number(value))
  POOL_SIZE = 10;

  /** Where the built web app lies; empty when there is none. */
  @IsString()
  WEB_DIR = 'dist/web';

  /** Whether `X-Forwarded-For` of a proxy on this machine is believed. */
  @IsBoolean({ message: 'TRUST_PROXY は true か false にしてください。' })
  @Transform(({ value }) => value === true || value === 'true')
  TRUST_PROXY = false;

  /** The account of the first administrator: with it, an installation without any account begins empty instead of with the demonstration. */
  @IsOptional()
  @IsEmail({ require_tld: false }, { message: 'ADMINISTRATOR_EMAIL はメールアドレスの形にしてください。' })
  ADMINISTRATOR_EMAIL?: string;

  /** The first administrator's password, 12 characters or more. */
  @IsOptional()
  @IsString()
  ADMINISTRATOR_PASSWORD?: string;

  /** The municipality that the installation begins with: its 全国地方公共団体コード and its name. */
  @IsOptional()
  @Matches(/^\d{6} \S+$/, { message: 'ADMINISTRATOR_MUNICIPALITY は「202096 伊那市」のように、団体コードと名前にしてください。' })
  ADMINISTRATOR_MUNICIPALITY?: string;

  /** How much is logged. */
  @IsString()
  LOG_LEVEL = 'info';
}

const names: ReadonlySet<string> = new Set([
  'PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL', 'POOL_SIZE', 'WEB_DIR', 'TRUST_PROXY', 'LOG_LEVEL',
  'ADMINISTRATOR_EMAIL', 'ADMINISTRATOR_PASSWORD', 'ADMINISTRATOR_MUNICIPALITY',
]);

export type Config = Readonly<Environment>;

/**
 * The checked environment, frozen.
 * @throws Error with one sentence for each wrong variable (its name, never its value).
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const known = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== undefined && value !== '' && names.has(name)),
  );
  const config = plainToInstance(Environment, known, { exposeDefaultValues: true });
  const wrong = validateSync(config).flatMap((error) => Object.values(error.constraints ?? {}).map((message) => `${error.property}: ${message}`));
  if (wrong.length > 0) throw new Error(`環境変数を直してください。\n${wrong.join('\n')}`);
  return Object.freeze(config);
}
