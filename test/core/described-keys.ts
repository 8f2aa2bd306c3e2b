interface DescribedKey {
  readonly path: string;
  readonly key: string;
  readonly description: string | undefined;
}

/** Every key that a JSON Schema names, wherever it is in it. */
export function describedKeys(schema: unknown, path = ''): readonly DescribedKey[] {
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  const properties =
    'properties' in schema && !Array.isArray(schema) ? Object.entries(Object(schema.properties)) : [];
  const own = properties
    .filter(([, value]) => !('const' in Object(value)) || 'description' in Object(value))
    .map(([key, value]) => ({ path: `${path}.${key}`, key, description: Object(value).description }));
  return [
    ...own,
    ...Object.entries(schema).flatMap(([key, value]) => describedKeys(value, `${path}.${key}`)),
  ];
}
