import { cookieName } from './door.js';

/** The session cookie: HttpOnly, same-site, for this host alone; over HTTPS also Secure. */
export class Cookies {
  constructor(private readonly secure: boolean) {}

  set(token: string): string {
    return `${cookieName(this.secure)}=${token}; Path=/; HttpOnly; SameSite=Lax${this.secure ? '; Secure' : ''}`;
  }

  clear(): string {
    return `${cookieName(this.secure)}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${this.secure ? '; Secure' : ''}`;
  }
}
