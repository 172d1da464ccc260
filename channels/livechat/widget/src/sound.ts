// A short soft tone for a new message, made on the spot: off until the citizen turns it on.

const HERTZ = 660;
const SECONDS = 0.18;
const LOUDNESS = 0.08;

let context: AudioContext | null = null;

/** Silent where the browser has no audio, or allows none before the page was touched. */
export function beep(): void {
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    const now = context.currentTime;
    const tone = context.createOscillator();
    const level = context.createGain();
    tone.frequency.value = HERTZ;
    level.gain.setValueAtTime(LOUDNESS, now);
    level.gain.exponentialRampToValueAtTime(0.0001, now + SECONDS);
    tone.connect(level).connect(context.destination);
    tone.start(now);
    tone.stop(now + SECONDS);
  } catch {
    context = null;
  }
}
