"""What the person wrote now."""

import pytest
from tests.channels.email.mails import html, plain

INTRODUCTIONS = [
    "On Mon, Mar 3, 2025 at 10:00 AM Bruno <bruno@t.example> wrote:",
    "On Mon, Mar 3, 2025 at 10:00 AM Bruno of the very long name <\nbruno@t.example> wrote:",
    "El lun, 3 mar 2025 a las 10:00, Bruno (<bruno@t.example>) escribió:",
    "Em seg., 3 de mar. de 2025 às 10:00, Bruno <bruno@t.example>\nescreveu:",
    "Em 03/03/2025 10:00, Bruno escreveu:",
    "Le lun. 3 mars 2025 à 10:00, Bruno <bruno@t.example> a écrit :",
    "Am 03.03.2025 um 10:00 schrieb Bruno <bruno@t.example>:",
    "Bruno <bruno@t.example> schrieb am Mo., 3. März 2025, 10:00:",
    "Il giorno lun 3 mar 2025 alle ore 10:00 Bruno <bruno@t.example> ha scritto:",
    "Op ma 3 mrt 2025 om 10:00 schreef Bruno <bruno@t.example>:",
    "pon., 3 mar 2025 o 10:00 Bruno <bruno@t.example> napisał(a):",
    "Den mån 3 mars 2025 kl 10:00 skrev Bruno <bruno@t.example>:",
    "man. 3. mar. 2025 kl. 10.00 skrev Bruno <bruno@t.example>:",
    "ma 3. maalisk. 2025 klo 10.00 Bruno (bruno@t.example) kirjoitti:",
    "пн, 3 мар. 2025 г. в 10:00, Bruno <bruno@t.example>:",
    "po 3. 3. 2025 v 10:00 odesílatel Bruno <bruno@t.example> napsal:",
    "Bruno <bruno@t.example>, 3 Mar 2025 Pzt, 10:00 tarihinde şunu yazdı:",
    "Bruno <bruno@t.example> 于2025年3月3日周一 10:00写道：",
    "2025年3月3日(月) 10:00 Bruno <bruno@t.example>:",
    "2025년 3월 3일 (월) 오전 10:00, Bruno <bruno@t.example>님이 작성:",
    "-----Mensaje original-----",
    "-----Mensagem original-----",
    "________________________________\nDe: Bruno <bruno@t.example>\nEnviado: "
    "lunes, 3 de marzo de 2025\nPara: Alice\nAsunto: x\n",
    "De: Bruno\nEnviada em: segunda-feira, 3 de março de 2025 10:00\nPara: Alice\nAssunto: x\n",
    "Von: Bruno\nGesendet: Montag, 3. März 2025\nAn: Alice\nBetreff: x\n",
    "发件人: Bruno\n发送时间: 2025年3月3日 10:00\n收件人: Alice\n主题: x\n",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_history_below_an_answer_is_folded(introduction: str, mark: str) -> None:
    message = plain(f"It works now.\n\nThanks,\nAlice\n\n{introduction}\n\n{mark}Did you turn it on?\n{mark}Bruno\n")
    assert message.new_text == "It works now.\n\nThanks,\nAlice"
    assert "Did you turn it on?" in message.text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAlice\nAcme",
        "--\nAlice",
        "Sent from my iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Obter o Outlook para Android<https://aka.ms/x>",
        "Envoyé depuis mon iPhone",
        "Von meinem iPhone gesendet",
        "Inviato da iPhone",
        "Отправлено с iPhone",
        "發自我的 iPhone",
        "\n____________\nAlice, Acme",
    ],
)
def test_a_signature_is_folded(signature: str) -> None:
    assert plain(f"It works now.\n\n{signature}\n").new_text == "It works now."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday it stopped.\nOn Tuesday I wrote a letter.",
        "Steps:\n\n----\n\n1. one\n2. two\n\n----\n\nDone",
        "Name   Price\n-------------\nToner  12",
        "> you asked\n\nand I answer",
        "SQL> select 1\n\nfails",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "From: the printer\nI heard a noise.",
        "I sent from my desk a letter that never came, as you wrote in 2024: why?\nTell me.",
        "-- first point\n-- second point",
        "Date: Monday at ten, please.",
    ],
)
def test_what_only_looks_like_history_stays(text: str) -> None:
    assert plain(text).new_text == text


def test_answers_between_quotes_keep_what_they_answer() -> None:
    message = plain("On Mon, 3 Mar 2025 at 10:00, Bruno <b@t.example> wrote:\n> Q1\n\nA1\n\n> Q2\n\nA2\n\n> bye\n")
    assert message.new_text == "A1\n\n> Q2\n\nA2"


def test_an_answer_below_the_quote_stands_alone() -> None:
    assert plain("On 3 Mar 2025, at 10:00, Bruno wrote:\n> Q\n> Q\n\nA\n").new_text == "A"


def test_a_forwarded_mail_is_kept_whole_and_names_its_sender() -> None:
    body = (
        "Please help her.\n\n---------- Forwarded message ---------\nFrom: Otto "
        "<otto@out.example>\nDate: Mon\nSubject: Hi\nTo: a\n\nHelp\n"
    )
    message = plain(body, subject="Fwd: Hi")
    assert message.new_text == body.strip()
    assert message.forwarded_from is not None
    assert message.forwarded_from.address == "otto@out.example"


@pytest.mark.parametrize("subject", ["RV: Hola", "ENC: Olá", "WG: Hallo", "TR: Salut", "FW: Hi"])
def test_a_forward_without_a_mark_is_known_by_its_subject(subject: str) -> None:
    body = "Mira esto.\n\nDe: Otto <otto@out.example>\nEnviado: lunes\nPara: Alice\nAsunto: Hola\n\nAyuda\n"
    message = plain(body, subject=subject)
    assert "Ayuda" in message.new_text
    assert message.forwarded_from is not None
    assert message.forwarded_from.name == "Otto"


HTML = [
    '<div dir="ltr">New</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, Bruno wrote:<br></div>'
    '<blockquote class="gmail_quote">Old</blockquote></div>',
    '<p>New</p><div class="moz-cite-prefix">El 3/3/25, Bruno escribió:<br></div>'
    '<blockquote type="cite"><p>Old</p></blockquote>',
    '<div>New</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>De:</b> Bruno<br>'
    "<b>Enviado:</b> lunes</div><div>Old</div>",
    "<p>New</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>Von:</b> Bruno<br><b>Gesendet:</b> Montag<br>"
    "<b>An:</b> Alice<br><b>Betreff:</b> x</p></div><p>Old</p>",
    '<div>New<br><blockquote type="cite"><div>On 3 Mar 2025, at 10:00, Bruno &lt;b@t.example&gt; wrote:</div>'
    "Old</blockquote></div>",
    '<div>New</div><div class="yahoo_quoted">Old</div>',
    '<div>New</div><div class="gmail_signature">Alice</div><div class="gmail_quote">Old</div>',
]


@pytest.mark.parametrize("body", HTML)
def test_history_in_html_is_folded_by_the_marks_of_programs(body: str) -> None:
    message = html(body)
    assert message.new_text == "New"
    assert "New" in message.new_html
    assert "Old" not in message.new_html
    assert "Old" in message.html


@pytest.mark.parametrize(
    "history",
    [
        "## Reply above this line ##\n\nDid you?",
        "--- Responda acima desta linha ---\n\nDid you?",
        "Bruno wrote:\n> Did you turn it on?",
        "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, Bruno <b@t.example> wrote:\n\n> Did you?",
        "\u200bOn 3 March 2025 10:00, Bruno <b@t.example> wrote:\n\n> Did you?",
        "From: Bruno\n\nSent: Monday\n\nTo: Alice\n\nSubject: x\n\nDid you?",
        "在 2025年3月3日，Bruno 写道：\n> Did you?",
    ],
)
def test_rarer_introductions_are_known(history: str) -> None:
    assert plain(f"It works now.\n\n{history}\n").new_text == "It works now."


def test_a_mail_of_quotes_alone_keeps_them_unless_they_are_history() -> None:
    assert plain("> error 5\n> error 6\n").new_text == "> error 5\n> error 6"
    assert plain("> On 3 March 2025 10:00, Bruno wrote:\n> Did you?\n").new_text == ""
