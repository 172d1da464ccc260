/** A short, soft sound; made here, so that no file is fetched. */

const TONES = [659.25, 880] as const; // E5, A5, in Hz
const LENGTH_S = 0.18;

export function chime(): void {
  const audio = new AudioContext();
  TONES.forEach((pitch, n) => {
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
    const from = audio.currentTime + n * LENGTH_S;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.08, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + LENGTH_S);
    tone.connect(loudness).connect(audio.destination);
    tone.start(from);
    tone.stop(from + LENGTH_S);
  });
  setTimeout(() => void audio.close(), 1000 * LENGTH_S * (TONES.length + 1));
}
