/** apache2.conf of a web server, whole. */
export function apacheConfig(name: string, port: number): string {
  return [
    'ServerRoot /etc/apache2',
    `ServerName ${name}`,
    `Listen ${port}`,
    'PidFile /run/apache2.pid',
    'User www-data',
    'Group www-data',
    'ErrorLog /proc/self/fd/2',
    'LogLevel warn',
    'IncludeOptional mods-enabled/*.load',
    'IncludeOptional mods-enabled/*.conf',
    'DocumentRoot /srv/site',
    'DirectoryIndex index.php',
    '<Directory /srv/site>',
    '  Require all granted',
    '</Directory>',
    '',
  ].join('\n');
}
