import ssh2 from 'ssh2';

/** A key for ssh, in the forms that OpenSSH keeps in files. */
export interface SshKeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string;
}

/** A new Ed25519 key without a passphrase. */
export function newSshKeyPair(comment: string): SshKeyPair {
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment });
  return { privateKey, publicKey };
}
