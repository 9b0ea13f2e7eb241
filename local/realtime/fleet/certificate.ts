import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import net from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** The TLS certificate of a fleet, from an authority of its own. */
export interface FleetCertificate {
  /** PEM, the leaf's private key (PKCS #8). */
  readonly key: string;
  /** PEM, the leaf and its authority. */
  readonly certificate: string;
  /** PEM, the authority that clients have to trust. */
  readonly authority: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

/** A random serial number. @param first its first byte, as two hexadecimal digits: it keeps it positive */
const serialNumber = (first: string): string =>
  `${first}${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;

/**
 * A certificate for a fleet, like CertificateType GENERATED: an authority, and a leaf for these names and
 * addresses.
 * @param now milliseconds; the certificate is valid from a day before (clocks differ) for 397 days, the
 * maximum that clients accept
 */
export async function makeCertificate(
  fleetId: string,
  names: readonly string[],
  now: number,
): Promise<FleetCertificate> {
  cryptoProvider.set(globalThis.crypto);
  const notBefore = new Date(now - day);
  const notAfter = new Date(now + 396 * day);
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber('01'),
    name: `CN=Turnlift local authority ${fleetId}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const leafKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const leaf = await X509CertificateGenerator.create({
    serialNumber: serialNumber('02'),
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: authority.subject,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: leafKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({
          type: net.isIP(name) === 0 ? ('dns' as const) : ('ip' as const),
          value: name,
        })),
      ),
      await SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority),
    ],
  });
  const key = PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey),
    'PRIVATE KEY',
  );
  const authorityPem = `${authority.toString('pem')}\n`;
  return {
    key: `${key}\n`,
    certificate: `${leaf.toString('pem')}\n${authorityPem}`,
    authority: authorityPem,
  };
}
