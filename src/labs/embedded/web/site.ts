import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curvePicture } from './picture.js';

/** What the directory listing of the reference topology says of its page with an image. */
export const IMAGE_PAGE_BYTES = 204_800;
/** Small enough that its base64 form leaves room for the page around it. */
const PICTURE = { width: 320, height: 158 };

/** The folder of what was uploaded. */
export const FILES = 'files';

const INDEX = page(
  'High-availability web cluster',
  `<p>Date <?= $date ?>, time <?= $time ?> (UTC)</p>
<p>Virtual IP <?= $virtual_ip ?></p>
<p>Real IP <?= $real_ip ?>, served by <?= $server ?> </p>`,
);

const PI = page(
  'Pi by the midpoint rule',
  `<p>pi = <?= $pi ?></p>
<p>intervals <?= $n ?>, time <?= $seconds ?> s</p>
<p>served by <?= $server ?> </p>`,
);

const CLIENT = page(
  'Who asked whom',
  `<p>Server IP <?= $real_ip ?>, served by <?= $server ?> </p>
<p>Client IP <?= $client_ip ?></p>
<p>X-Forwarded-For <?= $forwarded_for ?></p>
<p>Cookie <?= $cookie ?></p>`,
);

/** Writes the site's files; `<?= $name ?>` stands for what a web server fills in. */
export function writeSite(directory: string, changed: Date): void {
  const files = {
    'index.php': INDEX,
    'pi.php': PI,
    'index1.php': CLIENT,
    'imagen.html': imagePage(),
  };
  mkdirSync(join(directory, FILES), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), content);
    utimesSync(join(directory, name), changed, changed);
  }
}

/** A page of exactly {@link IMAGE_PAGE_BYTES}, its image inside it, so that one request transfers all of it. */
export function imagePage(): string {
  const picture = curvePicture(PICTURE.width, PICTURE.height).toString('base64');
  const whole = page(
    'Page with an image',
    `<p><img alt="The area under 4/(1+x²)" src="data:image/png;base64,${picture}"></p>`,
  );
  const opening = '<!--';
  const closing = '-->\n';
  const room = IMAGE_PAGE_BYTES - Buffer.byteLength(whole) - opening.length - closing.length;
  return `${whole}${opening}${'.'.repeat(room)}${closing}`;
}

/** A whole page of HTML. */
export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;
}
