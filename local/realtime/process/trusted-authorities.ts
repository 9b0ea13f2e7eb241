import fs from 'node:fs';
import tls from 'node:tls';

/**
 * Trusts the certificate authorities of a file besides Node's own, as the variable NODE_EXTRA_CA_CERTS does,
 * but reads them when the first connection with TLS needs them. Connections with authorities of their own
 * (`ca`) keep to those.
 */
export function trustAuthorities(file: string): void {
  // For Node programs that the script starts.
  process.env['NODE_EXTRA_CA_CERTS'] = file;
  const { createSecureContext } = tls;
  let authorities: readonly string[] | undefined;
  tls.createSecureContext = (options) => {
    const context = createSecureContext(options);
    if (options?.ca !== undefined) return context;
    authorities ??= certificatesIn(file);
    for (const authority of authorities) addAuthority(context.context, authority);
    return context;
  };
}

/** The certificates of a PEM file; none when it cannot be read, which Node only warns of. */
function certificatesIn(file: string): readonly string[] {
  try {
    const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
    return fs.readFileSync(file, 'utf8').match(certificate) ?? [];
  } catch (error) {
    process.emitWarning(`NODE_EXTRA_CA_CERTS: ${String(error)}`);
    return [];
  }
}

/** @param context Node's inner context, which has no declared type */
function addAuthority(context: unknown, authority: string): void {
  if (typeof context !== 'object' || context === null || !('addCACert' in context)) return;
  if (typeof context.addCACert === 'function') Reflect.apply(context.addCACert, context, [authority]);
}
