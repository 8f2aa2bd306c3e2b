import { page as htmlPage, imagePage } from '../../embedded/web/site.js';
import { UPLOADS, VOLUMES } from './scripts.js';

const SERVER = `<?php
$server = htmlspecialchars(getenv('LAB_NODE'));
$virtual_ip = htmlspecialchars(getenv('LAB_VIRTUAL_IP'));
$real_ip = $_SERVER['SERVER_ADDR'] . ':' . $_SERVER['SERVER_PORT'];
`;

const INDEX = page(
  "$date = gmdate('Y-m-d');\n$time = gmdate('H:i:s');\n",
  'High-availability web cluster',
  `<p>Date <?= $date ?>, time <?= $time ?> (UTC)</p>
<p>Virtual IP <?= $virtual_ip ?></p>
<p>Real IP <?= $real_ip ?>, served by <?= $server ?> </p>`,
);

const PI = page(
  `$n = filter_var($_GET['n'] ?? '100000', FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 50000000]]);
if ($n === false) {
  http_response_code(400);
  exit("n is a whole number from 1 to 50000000\\n");
}
$started = hrtime(true);
$width = 1 / $n;
$sum = 0.0;
for ($index = 0; $index < $n; $index++) {
  $x = ($index + 0.5) * $width;
  $sum += 4 / (1 + $x * $x);
}
$pi = number_format($sum * $width, 12);
$seconds = number_format((hrtime(true) - $started) / 1e9, 6);
`,
  'Pi by the midpoint rule',
  `<p>pi = <?= $pi ?></p>
<p>intervals <?= $n ?>, time <?= $seconds ?> s</p>
<p>served by <?= $server ?> </p>`,
);

const CLIENT = page(
  `$client_ip = $_SERVER['REMOTE_ADDR'];
$forwarded_for = htmlspecialchars($_SERVER['HTTP_X_FORWARDED_FOR'] ?? 'none');
$cookie = htmlspecialchars($_SERVER['HTTP_COOKIE'] ?? 'none');
`,
  'Who asked whom',
  `<p>Server IP <?= $real_ip ?>, served by <?= $server ?> </p>
<p>Client IP <?= $client_ip ?></p>
<p>X-Forwarded-For <?= $forwarded_for ?></p>
<p>Cookie <?= $cookie ?></p>`,
);

/** Where what is uploaded to each volume goes; the first unless one is named. */
const FOLDERS = `$folders = [${VOLUMES.map(({ name, mount }) => `'${name}' => '${mount}/${UPLOADS}'`).join(', ')}];
$folder = $folders[$_GET['volume'] ?? '${VOLUMES[0]?.name}'] ?? null;
if ($folder === null) {
  http_response_code(404);
  exit("there is no such volume\\n");
}
if (!is_dir($folder)) {
  http_response_code(503);
  exit("the volume is not there\\n");
}
`;

const LIST = page(
  `${FOLDERS}$names = array_diff(scandir($folder), ['.', '..']);\n`,
  'What was uploaded',
  `<p>files <?= count($names) ?>, served by <?= $server ?> </p>
<ul><?php foreach ($names as $name) { ?><li><?= htmlspecialchars($name) ?></li><?php } ?></ul>`,
);

const MOST_BODY_BYTES = 64 * 1024;

/**
 * A file of the name that is given, or of one that no other file has, beginning as was asked for; written, read and
 * removed. What cannot be reached is not taken for what is not there.
 */
const UPLOAD = `<?php
header('Content-Type: text/plain; charset=utf-8');
${FOLDERS}$method = $_SERVER['REQUEST_METHOD'];
$name = $_GET['name'] ?? (isset($_GET['prefix'])
  ? $_GET['prefix'] . '.' . bin2hex(random_bytes(4))
  : bin2hex(random_bytes(12)));
function fail() {
  $gone = str_contains(error_get_last()['message'] ?? '', 'No such file or directory');
  http_response_code($gone ? 404 : 503);
  exit($gone ? "there is no such file\\n" : "the storage does not do that\\n");
}
if (!in_array($method, ['GET', 'POST', 'PUT', 'DELETE'])) {
  http_response_code(405);
  exit("send a file with POST or PUT, read it with GET, remove it with DELETE\\n");
}
if (!preg_match('/^[A-Za-z0-9][\\w.-]{0,63}$/D', $name)) {
  http_response_code(400);
  exit("name: letters, digits, and . _ - inside, at most 64\\n");
}
if ($method === 'GET') {
  $content = @file_get_contents("$folder/$name");
  exit($content === false ? fail() : $content);
}
if ($method === 'DELETE') {
  exit(@unlink("$folder/$name") ? "removed\\n" : fail());
}
$body = file_get_contents('php://input', false, null, 0, ${MOST_BODY_BYTES} + 1);
if (strlen($body) > ${MOST_BODY_BYTES}) {
  http_response_code(413);
  exit;
}
if (@file_put_contents("$folder/$name", $body) !== strlen($body)) {
  http_response_code(503);
  exit("it could not be written\\n");
}
http_response_code(201);
echo "/${UPLOADS}/$name\\n";
`;

/** The site by file name: the pages of the embedded lab, in PHP. */
export function sitePages(): Readonly<Record<string, string>> {
  return {
    'index.php': INDEX,
    'pi.php': PI,
    'index1.php': CLIENT,
    'list.php': LIST,
    'upload.php': UPLOAD,
    'imagen.html': imagePage(),
  };
}

function page(code: string, title: string, body: string): string {
  return `${SERVER}${code}?>
${htmlPage(title, body)}`;
}
