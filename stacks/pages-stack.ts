import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { AssetType, TerraformAsset } from 'cdktf';
import { type Construct } from 'constructs';
import path from 'node:path';
import { type EnvironmentConfig } from '../config';
import {
  apiElement,
  fleetSource,
  pageCaching,
  pageContentTypes,
  pagePolicy,
  referencePath,
} from '../contract/pages';
import { type Artifacts, type PageArtifact } from './artifacts';
import { type ApiStack } from './api-stack';
import { GameStack } from './constructs/game-stack';

/**
 * The files of the page to play on and of the REST API's page (`/reference/`), with the address of the API
 * filled in.
 */
export class PagesStack extends GameStack {
  readonly #api: string;

  constructor(scope: Construct, config: EnvironmentConfig, artifacts: Artifacts, api: ApiStack) {
    super(scope, 'pages', config);
    this.#api = api.url;
    this.#put(artifacts.page('play'), '', '');
    const { assets, index } = this.#put(artifacts.page('reference'), 'reference-', referencePath);
    // A bucket has no folders: each address without a name of a file is an object.
    this.#html('reference', referencePath, index, assets);
    const here = `<meta http-equiv="refresh" content="0; url=/${referencePath}" />`;
    this.#html('reference-path', referencePath.slice(0, -1), `<!doctype html>${here}\n`, assets);
  }

  /** @param ids what the names of its resources begin with @param folder of its keys, with a slash */
  #put(page: PageArtifact, ids: string, folder: string) {
    const stems = page.assets.map(({ name }) => stemOf(name));
    const assets = page.assets.map((file) => {
      const stem = stemOf(file.name);
      const alone = stems.filter((other) => other === stem).length === 1;
      const id = `${ids}${alone ? stem : file.name.replace('.', '-')}`;
      return new S3Object(this, id, {
        bucket: this.names.siteBucket,
        key: `${folder}assets/${file.name}`,
        source: new TerraformAsset(this, `${id}-file`, { path: file.path, type: AssetType.FILE }).path,
        contentType: pageContentTypes.get(path.extname(file.name)),
        cacheControl: pageCaching.hashed,
        // The old file is deleted after index.html refers to the new one.
        lifecycle: { createBeforeDestroy: true },
      });
    });
    const index = indexHtml(page, this.#api);
    this.#html(`${ids}index`, `${folder}index.html`, index, assets);
    return { assets, index };
  }

  #html(id: string, key: string, content: string, dependsOn: readonly S3Object[]): void {
    new S3Object(this, id, {
      bucket: this.names.siteBucket,
      key,
      content,
      contentType: pageContentTypes.get('.html'),
      cacheControl: pageCaching.index,
      dependsOn: [...dependsOn],
    });
  }
}

/** `replay-AB12CD34.js` → `replay-js`: the same file in the next build. */
function stemOf(name: string): string {
  return name.replace(/-[A-Z0-9]{8}\.(\w+)$/, '-$1');
}

/**
 * The page with the API's address, and with a policy that lets it connect only to this API and to fleets. A
 * policy in a page cannot restrict framing; the header does.
 * @param api base URL
 */
function indexHtml({ index }: PageArtifact, api: string): string {
  const policy = pagePolicy([api, fleetSource]).replace(/; frame-ancestors [^;]*/, '');
  const [before = '', after = ''] = index.split(`${apiElement.before}${apiElement.after}`).map(literal);
  return [
    before,
    `<meta http-equiv="content-security-policy" content="${policy}" />\n    `,
    `${apiElement.before}${api}${apiElement.after}`,
    after,
  ].join('');
}

/** Text that Terraform must not read as a template. */
function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}
