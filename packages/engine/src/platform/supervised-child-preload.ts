/** For `node --import`, before a program that is not ours (Next) and cannot call this itself. */
import { exitWhenParentDies } from './supervised-child.ts';

exitWhenParentDies();
