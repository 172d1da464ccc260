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
  status: "Cek tiket",
  form: "Formulir tanpa JavaScript",
  noscript: "Obrolan ini memerlukan JavaScript. Tanpa JavaScript, tulis kepada kami lewat formulir:",
  formDoor: "Buka formulir",
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
  status: "Check a ticket",
  form: "Form without JavaScript",
  noscript: "This chat needs JavaScript. Without JavaScript, write to us with the form:",
  formDoor: "Open the form",
};

export const pageCatalogue: Readonly<Record<Locale, PageWords>> = { id, en };
