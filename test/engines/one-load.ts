import { nativeEngine } from '../../src/engines/native.js';
import { engineContext, loadSpec } from './support.js';

/** A program that sends one load to the address that it is given, and has nothing more to do. */
const { requests } = await nativeEngine.run(loadSpec(process.argv[2] ?? ''), engineContext().context);
console.log(requests);
