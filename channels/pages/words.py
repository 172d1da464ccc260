"""The words of the pages, in Indonesian and English."""

from collections.abc import Mapping

_ID: Mapping[str, str] = {
    "language": "Bahasa",
    "skip": "Langsung ke isi",
    "home": "Obrolan",
    "status": "Cek tiket",
    "contact": "Formulir",
    "refresh": "Perbarui",
    "status_title": "Periksa tiket Anda",
    "status_lead": (
        "Masukkan nomor tiket. Kami mengirim kode sekali pakai lewat saluran tiket itu: "
        "obrolan, surel, atau Telegram."
    ),
    "number": "Nomor tiket",
    "number_hint": "Contoh: {example}",
    "send_code": "Kirim kode",
    "code_title": "Masukkan kode",
    "code_lead": (
        "Bila nomor {number} benar, kode 6 angka sedang dikirim lewat saluran tiket itu. "
        "Kode berlaku 10 menit, di peramban ini saja."
    ),
    "code": "Kode 6 angka",
    "see_status": "Lihat status",
    "code_late": "Kode belum datang?",
    "code_late_hint": (
        "Kode dikirim ke tempat Anda terakhir menulis tentang tiket ini. Tiket obrolan: "
        "kodenya muncul di obrolan. Kode baru dapat diminta setelah satu menit, "
        "paling banyak lima kali dalam satu jam."
    ),
    "another_code": "Kirim kode lagi",
    "another_number": "Nomor lain",
    "answer_title": "Status tiket",
    "done": "Selesai",
    "done_hint": "Di komputer bersama, tekan Selesai agar orang lain tidak melihatnya.",
    "contact_title": "Tulis kepada kami",
    "contact_lead": (
        "Asisten otomatis menjawab lebih dulu, petugas membantu bila perlu. "
        "Halaman ini bekerja tanpa JavaScript."
    ),
    "care": "Jangan kirim NIK, kata sandi, atau kode OTP.",
    "message": "Pesan Anda",
    "message_hint": "Paling panjang 8.000 karakter.",
    "email": "Alamat surel (tidak wajib)",
    "email_hint": "Agar petugas dapat menghubungi Anda bila halaman ini sudah Anda tutup.",
    "trap": "Biarkan kosong",
    "send": "Kirim",
    "thread_title": "Percakapan Anda",
    "ticket": "Nomor tiket",
    "ticket_hint": "Simpan nomor ini. Dengan nomor ini Anda dapat memeriksa tiket Anda.",
    "by_contact": "Anda",
    "by_bot": "Asisten otomatis",
    "by_agent": "Petugas",
    "by_system": "Sistem",
    "state_bot": "Ditangani asisten otomatis",
    "state_queue": "Menunggu petugas",
    "state_queue_at": "Menunggu petugas, urutan {position}",
    "state_agent": "Ditangani petugas",
    "earlier": "Pesan yang lebih lama tidak ditampilkan di sini.",
    "no_answer_yet": "Jawaban belum datang. Perbarui halaman ini sebentar lagi.",
    "choose": "Pilih salah satu, atau tulis sendiri:",
    "files": "Berkas",
    "reply": "Tulis balasan",
    "email_title": "Jawaban lewat surel",
    "email_save": "Simpan alamat",
    "email_noted": "Alamat surel Anda sudah dicatat untuk petugas.",
    "leave": "Tutup percakapan di peramban ini",
    "leave_hint": (
        "Percakapan tetap tersimpan pada kami, tetapi tidak dapat dibuka lagi dari sini. "
        "Catat dulu nomor tiketnya."
    ),
    "fault": "Belum berhasil",
    "empty_number": "Tulis nomor tiket Anda.",
    "misspelt_number": (
        "Itu bukan nomor tiket yang benar. Periksa setiap angka dan huruf terakhirnya. "
        "Contoh: {example}"
    ),
    "wrong_code": (
        "Kode itu salah atau sudah tidak berlaku. Periksa lagi, atau minta kode baru. "
        "Setelah lima kali salah, kode tidak berlaku lagi."
    ),
    "no_flow": "Waktunya habis. Masukkan nomor tiket lagi.",
    "not_now": "Sedang ada gangguan pada kami. Mohon coba lagi sebentar lagi.",
    "too_fast": "Terlalu banyak permintaan. Mohon coba lagi dalam {seconds} detik.",
    "too_large": "Pesan itu terlalu besar. Mohon kirim dalam beberapa bagian.",
    "no_form": "Formulir itu tidak dapat dibaca. Mohon muat ulang halaman ini, lalu coba lagi.",
    "foreign": "Formulir itu tidak dikirim dari halaman kami. Mohon isi lagi di sini.",
    "empty": "Tulis pesan Anda dulu.",
    "too_long": "Pesan ini {length} karakter; paling panjang 8.000. Mohon perpendek.",
    "bad_email": "Alamat surel itu tidak lengkap. Contoh: nama@contoh.id",
    "trapped": "Kolom “Biarkan kosong” terisi. Kosongkan dulu, lalu kirim lagi.",
    "not_stored": "Pesan belum tersimpan. Mohon kirim lagi sebentar lagi.",
    "unknown_choice": "Pilihan itu sudah tidak berlaku. Mohon tulis pertanyaan Anda.",
}

_EN: Mapping[str, str] = {
    "language": "Language",
    "skip": "Skip to content",
    "home": "Chat",
    "status": "Check a ticket",
    "contact": "Form",
    "refresh": "Refresh",
    "status_title": "Check your ticket",
    "status_lead": (
        "Enter the ticket number. We send a one-time code through the channel of that ticket: "
        "chat, e-mail or Telegram."
    ),
    "number": "Ticket number",
    "number_hint": "For example: {example}",
    "send_code": "Send a code",
    "code_title": "Enter the code",
    "code_lead": (
        "If the number {number} is right, a 6-digit code is on its way through the channel of that "
        "ticket. It is valid for 10 minutes, in this browser only."
    ),
    "code": "6-digit code",
    "see_status": "See the status",
    "code_late": "No code yet?",
    "code_late_hint": (
        "The code goes where you last wrote about this ticket. For a chat, it appears in the "
        "chat. You can ask for a new code after a minute, at most five times an hour."
    ),
    "another_code": "Send another code",
    "another_number": "Another number",
    "answer_title": "Ticket status",
    "done": "Done",
    "done_hint": "On a shared computer, press Done so that nobody else sees it.",
    "contact_title": "Write to us",
    "contact_lead": (
        "An automatic assistant answers first; an officer helps when needed. "
        "This page works without JavaScript."
    ),
    "care": "Do not send your NIK, a password or an OTP code.",
    "message": "Your message",
    "message_hint": "At most 8,000 characters.",
    "email": "E-mail address (optional)",
    "email_hint": "So that an officer can reach you after you have closed this page.",
    "trap": "Leave this empty",
    "send": "Send",
    "thread_title": "Your conversation",
    "ticket": "Ticket number",
    "ticket_hint": "Keep this number. You can check your ticket with it.",
    "by_contact": "You",
    "by_bot": "Automatic assistant",
    "by_agent": "Officer",
    "by_system": "System",
    "state_bot": "With the automatic assistant",
    "state_queue": "Waiting for an officer",
    "state_queue_at": "Waiting for an officer, number {position} in the queue",
    "state_agent": "With an officer",
    "earlier": "Older messages are not shown here.",
    "no_answer_yet": "There is no answer yet. Please refresh this page in a moment.",
    "choose": "Choose one, or write your own:",
    "files": "Files",
    "reply": "Write a reply",
    "email_title": "Answer by e-mail",
    "email_save": "Save the address",
    "email_noted": "Your e-mail address has been noted for the officers.",
    "leave": "Close the conversation in this browser",
    "leave_hint": (
        "We keep the conversation, but it cannot be opened from here again. "
        "Note the ticket number first."
    ),
    "fault": "That did not work yet",
    "empty_number": "Write your ticket number.",
    "misspelt_number": (
        "That is not a correct ticket number. Check every digit and the letter at the end. "
        "For example: {example}"
    ),
    "wrong_code": (
        "That code is wrong or no longer valid. Check it, or ask for a new one. "
        "After five wrong tries a code is no longer valid."
    ),
    "no_flow": "The time is up. Enter the ticket number again.",
    "not_now": "Something is wrong on our side. Please try again in a moment.",
    "too_fast": "Too many requests. Please try again in {seconds} seconds.",
    "too_large": "That message is too large. Please send it in several parts.",
    "no_form": "That form could not be read. Please reload this page and try again.",
    "foreign": "That form was not sent from our page. Please fill it in here again.",
    "empty": "Write your message first.",
    "too_long": "This message has {length} characters; 8,000 is the most. Please shorten it.",
    "bad_email": "That e-mail address is not complete. For example: name@example.id",
    "trapped": "The field “Leave this empty” is filled in. Empty it, then send again.",
    "not_stored": "Your message has not been saved. Please send it again in a moment.",
    "unknown_choice": "That choice is no longer valid. Please write your question.",
}

WORDS: Mapping[str, Mapping[str, str]] = {"id": _ID, "en": _EN}


def word(code: str, locale: str, **values: object) -> str:
    """The words for a code."""
    return WORDS[locale][code].format(**values)
