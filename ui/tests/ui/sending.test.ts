// The outbox as a person works it: pauses, stops, decisions, what waits, and a mailbox connected for it.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { address, at, browserForTheseTests, complaints, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();
const ROW = '[data-testid^=outbox-row]';
const CAMPAIGN = 'campaign-free-boris-november';

async function outbox(page: Page, query: string): Promise<void> {
  await page.goto(`${address()}/?home=used&${query}`);
  await page.click(at('nav-outbox'));
  await page.waitForSelector(ROW);
}
const says = (page: Page, testid: string, text: string): Promise<unknown> =>
  page.waitForFunction(
    ([id, words]) => document.querySelector(`[data-testid="${id}"]`)?.textContent?.includes(words),
    [testid, text] as const,
  );
const told = (page: Page): Promise<{ title: string; body: string }[]> =>
  page.evaluate(() => (globalThis as unknown as { told: { title: string; body: string }[] }).told);

describe('a pause', () => {
  test('of the whole outbox holds all letters, says so, and is undone', async () => {
    await closing(await newPage(), async (page) => {
      const heard = complaints(page);
      await outbox(page, 'campaign&mailbox');
      await says(page, 'outbox-eta', 'left at 60 an hour');
      await page.click(at('outbox-pause'));
      await says(page, 'outbox-eta', 'Paused. 138 letters wait');
      await page.waitForFunction(() => document.body.innerText.includes('waits: sending is paused'));
      await page.click(at('outbox-resume'));
      await says(page, 'outbox-eta', 'left at 60 an hour');
      expect(await page.locator(at('outbox-resume')).count()).toBe(0);
      expect(heard).toEqual([]);
    });
  });
  test('of a campaign leaves the other letters alone', async () => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'campaign&mailbox');
      await page.click(at(CAMPAIGN));
      await says(page, CAMPAIGN, '268 of 412');
      expect(await page.textContent('h1')).toBe('free-boris-november');
      await page.click(at('outbox-pause'));
      await says(page, 'outbox-eta', 'Paused. 137 letters wait');
      await says(page, CAMPAIGN, 'Paused');
      await page.click(at('campaign-all'));
      await page.waitForSelector(at('outbox-pause'));
    });
  });
});

describe('a stop', () => {
  test('asks once, by the number of letters; who leaves the question stops nothing', async () => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'campaign&mailbox');
      await page.click(at('outbox-stop'));
      expect(await page.textContent('dialog')).toContain('The 137 letters that still wait will not be sent');
      expect(await page.textContent('dialog'), 'what left is said too').toContain(
        '269 letters have been sent',
      );
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      expect(await page.textContent(at('filter-queued'))).toContain('124 waiting');
    });
  });
  test('cancels what waits, and nothing that was sent', async () => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'campaign&mailbox');
      await page.click(at('outbox-stop'));
      await page.click(at('outbox-stop-ask-yes'));
      await says(page, 'filter-cancelled', '137 taken back');
      expect(await page.textContent(at('filter-sent'))).toContain('269 sent');
      expect(await page.locator(at('filter-queued')).count()).toBe(0);
      expect(await page.textContent('.notices')).toContain('137 letters were stopped');
    });
  });
  test('and a pause can be worked with the keys alone', async () => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'campaign&mailbox');
      await page.focus('h1');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
        'outbox-pause',
      );
      await page.keyboard.press('Enter');
      await page.waitForSelector(at('outbox-resume'));
      await page.focus(at('outbox-stop'));
      await page.keyboard.press('Enter');
      await page.waitForSelector(at('outbox-stop-ask-yes'));
      await page.keyboard.press('Enter');
      expect(await page.locator(at('outbox-stop-ask-yes')).count(), 'a second Enter does nothing').toBe(1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await says(page, 'filter-cancelled', '137 taken back');
    });
  });
});

describe('one letter', () => {
  test.each([
    ['sent', 'sent'],
    ['again', 'queued'],
    ['drop', 'cancelled'],
  ])('in doubt, “%s”, becomes %s', async (decision, state) => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'mailbox&wait=60000');
      await page.click(at(`resolve-${decision}-old-3`));
      await page.waitForSelector(`${at('outbox-row-old-3')}[data-state=${state}]`);
      expect(await page.locator(at(`resolve-${decision}-old-3`)).count()).toBe(0);
    });
  });
  test('in doubt can be decided in its story, each answer with what it means', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'outbox-doubt');
      expect(await page.textContent('.decide')).toContain('the official has it twice');
      expect(await page.textContent('.transcript'), 'what the server said stands there').toContain('354');
      await page.click(at('story-resolve-sent'));
      await page.waitForSelector('.decide', { state: 'detached' });
      expect(await page.textContent(at('story'))).toContain('Sent');
    });
  });
  test('that is to be tried later can be tried now', async () => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'mailbox&wait=400');
      await page.click(at('retry-old-2'));
      await page.waitForSelector(`${at('outbox-row-old-2')}[data-state=sent]`);
    });
  });
});

describe('what letters wait for', () => {
  test('is lifted with one button, and its letters go on', async () => {
    await closing(await newPage(), async (page) => {
      await outbox(page, 'campaign&mailbox=hold&holds=sign_in,address');
      expect(await page.textContent(at('hold-account-post'))).toContain('37 letters wait');
      await page.waitForFunction(() => document.body.innerText.includes('waits for its mailbox'));
      await page.click(at('hold-lift-account-post'));
      await page.waitForSelector(at('hold-account-post'), { state: 'detached' });
      await page.waitForFunction(() => !document.body.innerText.includes('waits for its mailbox'));
      await page.click(at('hold-lift-channel-office@colony.example'));
      await page.waitForSelector(at('hold-channel-office@colony.example'), { state: 'detached' });
    });
  });
  test('stays when it did not work, and says why in its place', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'outbox-hold-failed');
      expect(await page.textContent(at('hold-account-second'))).toContain('did not accept the password');
    });
  });
});

describe('the desktop', () => {
  const elsewhere = async (query: string): Promise<Page> => {
    const page = await newPage();
    await page.addInitScript(() => (document.hasFocus = () => false));
    await page.goto(`${address()}/?home=used&${query}`);
    await page.waitForSelector(at('nav-outbox'));
    return page;
  };
  test('is told once when a batch has ended, in numbers only', async () => {
    await closing(await elsewhere('letters=5&mailbox'), async (page) => {
      const become = (from: string, to: string): Promise<void> =>
        page.evaluate(
          ([before, after]) => {
            type Inside = { letters: { row: { state: string } }[]; tell: () => void };
            const { world } = globalThis as unknown as { world: Inside };
            for (const { row } of world.letters) if (row.state === before) row.state = after;
            world.tell();
          },
          [from, to] as const,
        );
      const count = `${at('nav-outbox')} .count`;
      await page.waitForFunction((c) => document.querySelector(c)?.textContent === '6', count);
      await page.waitForTimeout(500); // the first look at the status
      await become('queued', 'sent');
      await page.waitForFunction((c) => document.querySelector(c)?.textContent === '1', count);
      await page.waitForTimeout(500);
      expect(await told(page), 'a letter is still tried again').toEqual([]);
      await become('deferred', 'refused');
      await page.waitForFunction(() => (globalThis as unknown as { told: unknown[] }).told.length > 0);
      await page.waitForTimeout(800);
      expect(await told(page)).toEqual([
        { title: 'No letter is waiting any more', body: '5 sent and 1 refused.' },
      ]);
    });
  });
  test('hears of a new hold once', async () => {
    await closing(await elsewhere('campaign&mailbox&letters=1'), async (page) => {
      await page.waitForTimeout(300);
      await page.evaluate(() => {
        type Inside = { sending: { holds: unknown[] }; tell: () => void };
        const { world } = globalThis as unknown as { world: Inside };
        const hold = { kind: 'account', key: 'post', name: 'vera@example.org', why: '535', code: 'sign_in' };
        world.sending.holds = [{ ...hold, since: new Date().toISOString(), until: null, letters: 37 }];
        world.tell();
      });
      await page.waitForFunction(() => (globalThis as unknown as { told: unknown[] }).told.length > 0);
      await page.evaluate(() => (globalThis as unknown as { world: { tell: () => void } }).world.tell());
      await page.waitForTimeout(900);
      expect(await told(page)).toEqual([
        { title: 'Sending needs you', body: '37 letters wait until you have looked.' },
      ]);
    });
  });
});

describe('connecting a mailbox', () => {
  const begin = async (page: Page): Promise<void> => {
    await page.goto(`${address()}/?home=used`);
    await page.click(at('nav-settings'));
    await page.click(at('mailbox-add'));
  };
  test('fills in the server, signs in, and shows the mailbox everywhere', async () => {
    await closing(await newPage(), async (page) => {
      const heard = complaints(page);
      await begin(page);
      await page.fill(at('mailbox-address'), 'vera@careful.example');
      await says(page, 'mailbox-provider', 'wants an app password');
      await page.fill(at('mailbox-password'), 'abcd efgh');
      await page.click(at('mailbox-connect'));
      await page.waitForSelector(at('mailbox-done'));
      await page.keyboard.press('Escape');
      await page.waitForSelector(at('mailbox-test-vera'));
      await says(page, 'mode', '0 of 100 letters today');
      expect(heard).toEqual([]);
    });
  });
  test('says at which step it failed, forgets the password, and lets one try again', async () => {
    await closing(await newPage(), async (page) => {
      await begin(page);
      await page.waitForSelector(at('mailbox-provider'));
      await page.fill(at('mailbox-password'), 'wrong');
      await page.keyboard.press('Enter');
      await says(page, 'mailbox-error', 'did not accept the name and the password');
      expect(await page.inputValue(at('mailbox-password')), 'nothing is kept').toBe('');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
        'mailbox-password',
      );
      await page.click(at('mailbox-more'));
      await page.fill(at('mailbox-server'), 'tls.example.org');
      await page.fill(at('mailbox-password'), 'right');
      await page.click(at('mailbox-connect'));
      await says(page, 'mailbox-error', 'the password was not handed over');
    });
  });
  test('asks for the server of a provider that nobody knows', async () => {
    await closing(await newPage(), async (page) => {
      await begin(page);
      await page.fill(at('mailbox-address'), 'vera@nowhere.example');
      await says(page, 'mailbox-provider', 'not in our list');
      await page.fill(at('mailbox-password'), 'right');
      await page.click(at('mailbox-connect'));
      await page.waitForSelector(`${at('mailbox-server')}[aria-invalid]`);
      await page.fill(at('mailbox-server'), 'post.nowhere.example:587');
      await page.click(at('mailbox-connect'));
      await page.waitForSelector(at('mailbox-done'));
    });
  });
  test('says plainly what cannot work yet, and offers no button for it', async () => {
    await closing(await newPage(), async (page) => {
      await begin(page);
      await page.fill(at('mailbox-address'), 'vera@closed.example');
      await says(page, 'mailbox-provider', 'cannot do that yet');
      expect(await page.isDisabled(at('mailbox-connect'))).toBe(true);
      expect(await page.locator(at('mailbox-password')).count()).toBe(0);
    });
  });
  test('and removing one asks first', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings-remove');
      expect(await page.textContent('dialog')).toContain('Its password is deleted');
      await page.click(at('mailbox-remove-ask-yes'));
      await page.waitForSelector(at('mailbox-test-post'), { state: 'detached' });
      await says(page, 'mode', 'Practice mode');
    });
  });
});
