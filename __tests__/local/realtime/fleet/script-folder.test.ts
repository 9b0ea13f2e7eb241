import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { type FleetScript } from '../../../../local/realtime';
import { deployScript, entryPath } from '../../../../local/realtime/fleet/script-folder';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'script-folder-'));
let count = 0;
const deploy = (source: FleetScript['source'], launchPath = 'server.js') => {
  count += 1;
  return deployScript(
    path.join(folder, String(count)),
    { source, launchPath, launchParameters: '' },
    {
      fleetId: 'fleet-1',
      fleetArn: 'arn:1',
      fleetName: 'one',
      script: { source, launchPath, launchParameters: '' },
      maxProcesses: 1,
      warmProcesses: 1,
      address: '127.0.0.1',
      certificate: 'DISABLED',
      udp: false,
      environment: {},
      activationTimeoutSeconds: 1,
      logFolder: folder,
    },
  );
};
const zip = (files: Record<string, string>) => ({
  kind: 'zip' as const,
  bytes: zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))),
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('a deployed script', () => {
  it("is in its own folder beside the server's src/", async () => {
    const deployed = await deploy(
      zip({ 'server.js': '1', 'lib/a.js': '2', 'install.sh': 'exit' }),
      '/local/game/server.js',
    );
    expect(fs.readFileSync(deployed.scriptFile, 'utf8')).toBe('1');
    expect(fs.readFileSync(path.join(deployed.gameFolder, 'lib/a.js'), 'utf8')).toBe('2');
    expect(fs.existsSync(path.join(deployed.gameFolder, '../src/proto/GroupMessages_pb.js'))).toBe(true);
    expect(
      JSON.parse(fs.readFileSync(path.join(deployed.metadataFolder, 'gamelift-metadata.json'), 'utf8')),
    ).toMatchObject({ fleetId: 'fleet-1', fleetArn: 'arn:1', serverLaunchPath: '/local/game/server.js' });
    expect(deployed.notes.join()).toMatch(/install\.sh/);
  });

  it.each(['../evil.js', 'a/../../evil.js', '/etc/evil', 'C:\\evil', '..\\evil.js', 'a/..'])(
    'refuses a zip with %j before a byte of it is written',
    async (name) => {
      await expect(deploy(zip({ 'server.js': '1', [name]: 'evil' }))).rejects.toThrow(
        /leaves the script's folder/,
      );
      expect(fs.readdirSync(path.join(folder, String(count), 'game'))).toEqual([]);
    },
  );

  it('keeps names with dots that stay inside the folder', () => {
    expect(entryPath('a/./b..c/...js')).toBe('a/b..c/...js');
  });

  it.each([
    ['an empty file', new Uint8Array(), /zip is not readable/],
    ['text', Buffer.from('this is not a zip, only text'), /zip is not readable/],
    ['half a zip', zipSync({ 'server.js': Buffer.alloc(5000, 'x') }).subarray(0, 60), /zip is not readable/],
  ])('refuses %s', async (_what, bytes, message) => {
    await expect(deploy({ kind: 'zip', bytes })).rejects.toThrow(message);
  });

  it('lists the files when the launch path is not among them', async () => {
    await expect(deploy(zip({ 'MyServer/server.js': '1' }))).rejects.toThrow(
      /names server\.js, which the script does not have; at its top are: MyServer/,
    );
    await expect(deploy(zip({ 'server.js': '1' }), '/local/game/../../etc/passwd')).rejects.toThrow(
      /is not in \/local\/game/,
    );
    await expect(deploy({ kind: 'folder', path: path.join(folder, 'nowhere') })).rejects.toThrow(
      /is not a folder/,
    );
  });
});
