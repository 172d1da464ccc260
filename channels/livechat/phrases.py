"""What the live chat itself says to citizens, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "too_fast": {
            "id": "Pesan terlalu cepat berturut-turut. Mohon coba lagi dalam {seconds} detik.",
            "en": "Too many messages at once. Please try again in {seconds} seconds.",
        },
        "too_many_uploads": {
            "id": "Terlalu banyak berkas sekaligus. Mohon coba lagi dalam {seconds} detik.",
            "en": "Too many files at once. Please try again in {seconds} seconds.",
        },
        "too_many_connections": {
            "id": "Jaringan Anda terlalu sering menyambung. Mohon coba lagi dalam {seconds} detik.",
            "en": "Too many connections from your network. Please try again in {seconds} seconds.",
        },
        "too_many_sessions": {
            "id": "Terlalu banyak obrolan baru sekaligus. Mohon coba lagi dalam {seconds} detik.",
            "en": "Too many new chats at once. Please try again in {seconds} seconds.",
        },
        "not_stored": {
            "id": "Pesan belum tersimpan. Mohon coba lagi sebentar lagi.",
            "en": "Your message has not been saved. Please try again in a moment.",
        },
        "file_gone": {
            "id": "Berkas itu tidak ada lagi. Mohon lampirkan sekali lagi.",
            "en": "That file is not here any more. Please attach it again.",
        },
        "unknown_choice": {
            "id": "Pilihan itu sudah tidak berlaku. Mohon tulis pertanyaan Anda.",
            "en": "That choice is no longer valid. Please type your question.",
        },
        "cannot_rate": {
            "id": "Penilaian dapat diberikan satu kali, setelah tiket selesai.",
            "en": "A rating can be given once, after the ticket is resolved.",
        },
        "too_large": {
            "id": "Berkas terlalu besar. Paling besar {megabytes} MB.",
            "en": "The file is too large. The most is {megabytes} MB.",
        },
        "no_room": {
            "id": "Batas berkas obrolan ini, {megabytes} MB, sudah tercapai.",
            "en": "The limit for files in this chat, {megabytes} MB, is reached.",
        },
        "wrong_kind": {
            "id": "Hanya gambar (PNG, JPEG, GIF, WebP) dan PDF yang dapat dikirim.",
            "en": "Only pictures (PNG, JPEG, GIF, WebP) and PDF can be sent.",
        },
        "empty": {
            "id": "Berkas itu kosong.",
            "en": "The file is empty.",
        },
        "no_session": {
            "id": "Sesi obrolan tidak berlaku lagi. Mohon muat ulang halaman ini.",
            "en": "The chat session is no longer valid. Please reload this page.",
        },
        "no_file": {
            "id": "Berkas itu tidak ada di obrolan ini.",
            "en": "There is no such file in this chat.",
        },
        "no_uploads": {
            "id": "Obrolan ini tidak menerima berkas.",
            "en": "This chat takes no files.",
        },
        "too_slow": {
            "id": "Berkas terlalu lama dikirim. Mohon coba lagi dengan jaringan yang lebih baik.",
            "en": "Sending the file took too long. Please try again on a better network.",
        },
        "failed": {
            "id": "Maaf, ada gangguan. Mohon coba lagi sebentar lagi.",
            "en": "Sorry, something went wrong. Please try again in a moment.",
        },
        "foreign_page": {
            "id": "Halaman ini tidak boleh memakai obrolan ini.",
            "en": "This page may not use this chat.",
        },
    }
)


def phrase(code: str, locale: str, **values: object) -> str:
    """The words for a code."""
    return PHRASES[code]["en" if locale == "en" else "id"].format(**values)
