'use server';

import { store } from '@cartwright/contract';
import { refresh } from 'next/cache';
import { command } from '#lib/command.ts';
import { text } from '#lib/form.ts';
import { keepTicket } from '#lib/line.ts';
import { isProblem } from '#lib/shopper.ts';
import { troubleOf } from '#lib/trouble.ts';

export type LineState = { title: string; detail: string } | null;

/** Takes a place in the line of a sale, or finds the one that the shopper has. */
export const joinLine = async (_before: LineState, form: FormData): Promise<LineState> => {
  const saleId = text(form, 'saleId');
  let trouble: LineState = null;
  try {
    const { ticket } = await command(store.joinQueue, { params: { saleId } });
    await keepTicket(saleId, ticket);
  } catch (error) {
    trouble = isProblem(error, 'overloaded')
      ? { title: 'The line is as long as it may be', detail: 'Please try again in a few seconds.' }
      : troubleOf(error);
  }
  refresh();
  return trouble;
};
