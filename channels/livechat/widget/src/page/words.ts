// The words of the citizen's page. The Indonesian ones also stand in static/index.html, for before the script runs.

import type { Locale } from "../protocol";

const id = {
  documentTitle: "Tanya: obrolan layanan perizinan",
  heading: "Tanya soal perizinan",
  lead: "Asisten otomatis menjawab lebih dulu, petugas membantu bila perlu.",
  care: "Jangan kirim NIK atau kata sandi di obrolan ini.",
  pointBot: "Tulis pertanyaan dengan kata-kata Anda sendiri.",
  pointAgent: "Tekan “Bicara dengan petugas” kapan saja.",
  pointReceipt: "Simpan nomor tanda terima Anda.",
  language: "Bahasa",
  noscript: "Obrolan ini memerlukan JavaScript. Aktifkan JavaScript di peramban Anda, lalu muat ulang halaman ini.",
};

export type PageWords = Readonly<Record<keyof typeof id, string>>;

const en: PageWords = {
  documentTitle: "Tanya: licensing help chat",
  heading: "Ask about licences and permits",
  lead: "An automatic assistant answers first; an officer helps when needed.",
  care: "Do not send your NIK or a password in this chat.",
  pointBot: "Write your question in your own words.",
  pointAgent: "Press “Talk to an officer” at any time.",
  pointReceipt: "Keep your receipt number.",
  language: "Language",
  noscript: "This chat needs JavaScript. Turn it on in your browser and reload the page.",
};

export const pageCatalogue: Readonly<Record<Locale, PageWords>> = { id, en };
