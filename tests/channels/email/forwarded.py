"""Mails that somebody passed on, as the usual programs write them: subject and text, or subject and HTML."""

PLAIN = {
    "gmail en": (
        "Fwd: Printer",
        "FYI\n"
        "\n"
        "---------- Forwarded message ---------\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "Date: Tue, Mar 10, 2026 at 9:00 AM\n"
        "Subject: Printer\n"
        "To: Bruno <bruno@desk.test>\n"
        "\n"
        "\n"
        "It smokes.\n",
    ),
    "gmail es": (
        "Fwd: Impresora",
        "---------- Forwarded message ---------\n"
        "De: Alice Andrade <alice@acme.test>\n"
        "Date: mar, 10 mar 2026 a las 9:00\n"
        "Subject: Impresora\n"
        "To: Bruno <bruno@desk.test>\n"
        "\n"
        "\n"
        "Echa humo.\n",
    ),
    "gmail pt": (
        "Fwd: Impressora",
        "Vê isto\n"
        "\n"
        "---------- Forwarded message ---------\n"
        "De: Alice Andrade <alice@acme.test>\n"
        "Date: ter., 10 de mar. de 2026 às 09:00\n"
        "Subject: Impressora\n"
        "To: <bruno@desk.test>\n"
        "\n"
        "\n"
        "Solta fumaça.\n",
    ),
    "gmail noname": (
        "Fwd: Printer",
        "---------- Forwarded message ---------\n"
        "From: <alice@acme.test>\n"
        "Date: Tue, Mar 10, 2026 at 9:00 AM\n"
        "Subject: Printer\n"
        "To: <bruno@desk.test>\n"
        "\n"
        "It smokes.\n",
    ),
    "outlook en": (
        "FW: Printer",
        "Please look.\n"
        "\n"
        "From: Alice Andrade <alice@acme.test> \n"
        "Sent: Tuesday, March 10, 2026 9:00 AM\n"
        "To: Bruno <bruno@desk.test>\n"
        "Subject: Printer\n"
        "\n"
        "It smokes.\n",
    ),
    "outlook es": (
        "RV: Impresora",
        "Mira.\n"
        "\n"
        "De: Alice Andrade <alice@acme.test>\n"
        "Enviado el: martes, 10 de marzo de 2026 9:00\n"
        "Para: Bruno <bruno@desk.test>\n"
        "Asunto: Impresora\n"
        "\n"
        "Echa humo.\n",
    ),
    "outlook pt-br": (
        "ENC: Impressora",
        "Veja.\n"
        "\n"
        "De: Alice Andrade <alice@acme.test>\n"
        "Enviada em: terça-feira, 10 de março de 2026 09:00\n"
        "Para: Bruno <bruno@desk.test>\n"
        "Assunto: Impressora\n"
        "\n"
        "Solta fumaça.\n",
    ),
    "outlook pt FW": (
        "FW: Impressora",
        "De: Alice Andrade <alice@acme.test>\n"
        "Enviado: terça-feira, 10 de março de 2026 09:00\n"
        "Para: Bruno <bruno@desk.test>\n"
        "Assunto: Impressora\n"
        "\n"
        "Solta fumaça.\n",
    ),
    "outlook mailto": (
        "FW: Printer",
        "From: Alice Andrade [mailto:alice@acme.test]\n"
        "Sent: Tuesday, March 10, 2026 9:00 AM\n"
        "To: Bruno\n"
        "Subject: Printer\n"
        "\n"
        "It smokes.\n",
    ),
    "owa": (
        "Fw: Printer",
        "Hi\n"
        "\n"
        "________________________________\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "Sent: Tuesday, March 10, 2026 9:00 AM\n"
        "To: Bruno <bruno@desk.test>\n"
        "Subject: Printer\n"
        "\n"
        "It smokes.\n",
    ),
    "outlook mobile": (
        "Fwd: Printer",
        "\n"
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n"
        "________________________________\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "Sent: Tuesday, March 10, 2026 9:00:00 AM\n"
        "To: Bruno <bruno@desk.test>\n"
        "Subject: Printer\n"
        "\n"
        "It smokes.\n",
    ),
    "outlook mobile es": (
        "Rv: Impresora",
        "\n"
        "Obtener Outlook para iOS<https://aka.ms/o0ukef>\n"
        "________________________________\n"
        "De: Alice Andrade <alice@acme.test>\n"
        "Enviado: martes, 10 de marzo de 2026 9:00\n"
        "Para: Bruno <bruno@desk.test>\n"
        "Asunto: Impresora\n"
        "\n"
        "Echa humo.\n",
    ),
    "apple en": (
        "Fwd: Printer",
        "Please.\n"
        "\n"
        "> Begin forwarded message:\n"
        "> \n"
        "> From: Alice Andrade <alice@acme.test>\n"
        "> Subject: Printer\n"
        "> Date: 10 March 2026 at 09:00:00 GMT\n"
        "> To: Bruno <bruno@desk.test>\n"
        "> \n"
        "> It smokes.\n",
    ),
    "apple en plain": (
        "Fwd: Printer",
        "Begin forwarded message:\n"
        "\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "Subject: Printer\n"
        "Date: 10 March 2026 at 09:00:00 GMT\n"
        "To: Bruno <bruno@desk.test>\n"
        "\n"
        "It smokes.\n",
    ),
    "apple es": (
        "Fwd: Impresora",
        "Inicio del mensaje reenviado:\n"
        "\n"
        "> De: Alice Andrade <alice@acme.test>\n"
        "> Asunto: Impresora\n"
        "> Fecha: 10 de marzo de 2026, 9:00:00 CET\n"
        "> Para: Bruno <bruno@desk.test>\n"
        "> \n"
        "> Echa humo.\n",
    ),
    "apple es lat": (
        "Fwd: Impresora",
        "Comienzo del mensaje reenviado:\n"
        "\n"
        "> De: Alice Andrade <alice@acme.test>\n"
        "> Asunto: Impresora\n"
        "> Fecha: 10 de marzo de 2026, 9:00:00 CET\n"
        "> Para: Bruno <bruno@desk.test>\n"
        "> \n"
        "> Echa humo.\n",
    ),
    "apple pt": (
        "Fwd: Impressora",
        "Início da mensagem encaminhada:\n"
        "\n"
        "> De: Alice Andrade <alice@acme.test>\n"
        "> Assunto: Impressora\n"
        "> Data: 10 de março de 2026 09:00:00 BRT\n"
        "> Para: Bruno <bruno@desk.test>\n"
        "> \n"
        "> Solta fumaça.\n",
    ),
    "apple pt-pt": (
        "Fwd: Impressora",
        "Início da mensagem reencaminhada:\n"
        "\n"
        "> De: Alice Andrade <alice@acme.test>\n"
        "> Assunto: Impressora\n"
        "> Data: 10 de março de 2026, 09:00:00 WET\n"
        "> Para: Bruno <bruno@desk.test>\n"
        "> \n"
        "> Deita fumo.\n",
    ),
    "tb en": (
        "Fwd: Printer",
        "See below\n"
        "\n"
        "-------- Forwarded Message --------\n"
        "Subject: \tPrinter\n"
        "Date: \tTue, 10 Mar 2026 09:00:00 +0000\n"
        "From: \tAlice Andrade <alice@acme.test>\n"
        "To: \tBruno <bruno@desk.test>\n"
        "\n"
        "It smokes.\n",
    ),
    "tb es": (
        "Fwd: Impresora",
        "-------- Mensaje reenviado --------\n"
        "Asunto: \tImpresora\n"
        "Fecha: \tTue, 10 Mar 2026 09:00:00 +0000\n"
        "De: \tAlice Andrade <alice@acme.test>\n"
        "Para: \tBruno <bruno@desk.test>\n"
        "\n"
        "Echa humo.\n",
    ),
    "tb pt": (
        "Fwd: Impressora",
        "-------- Mensagem encaminhada --------\n"
        "Assunto: \tImpressora\n"
        "Data: \tTue, 10 Mar 2026 09:00:00 +0000\n"
        "De: \tAlice Andrade <alice@acme.test>\n"
        "Para: \tBruno <bruno@desk.test>\n"
        "\n"
        "Solta fumaça.\n",
    ),
    "tb pt-pt": (
        "Fwd: Impressora",
        "-------- Mensagem reencaminhada --------\n"
        "Assunto: \tImpressora\n"
        "Data: \tTue, 10 Mar 2026 09:00:00 +0000\n"
        "De: \tAlice Andrade <alice@acme.test>\n"
        "Para: \tBruno <bruno@desk.test>\n"
        "\n"
        "Solta fumaça.\n",
    ),
    "yahoo": (
        "Fw: Printer",
        " \n"
        "\n"
        "   ----- Forwarded Message ----- From: Alice Andrade <alice@acme.test>To: Bruno <bruno@desk.test>Sen"
        "t: Tuesday, March 10, 2026 at 09:00:00 AM GMTSubject: Printer\n"
        " It smokes.\n",
    ),
    "yahoo lines": (
        "Fw: Printer",
        " \n"
        "\n"
        "----- Forwarded Message -----\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "To: Bruno <bruno@desk.test>\n"
        "Sent: Tuesday, March 10, 2026 at 09:00:00 AM GMT\n"
        "Subject: Printer\n"
        "\n"
        "It smokes.\n",
    ),
    "outlook reply chain inside": (
        "FW: Printer",
        "Please.\n"
        "\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "Sent: Tuesday, March 10, 2026 9:00 AM\n"
        "To: Bruno <bruno@desk.test>\n"
        "Subject: RE: Printer\n"
        "\n"
        "It smokes.\n"
        "\n"
        "From: Otto <otto@else.test>\n"
        "Sent: Monday, March 9, 2026 9:00 AM\n"
        "To: Alice\n"
        "Subject: Printer\n"
        "\n"
        "Does it?\n",
    ),
    "outlook bold": (
        "FW: Printer",
        "*From:* Alice Andrade <alice@acme.test>\n"
        "*Sent:* Tuesday, March 10, 2026 9:00 AM\n"
        "*To:* Bruno <bruno@desk.test>\n"
        "*Subject:* Printer\n"
        "\n"
        "It smokes.\n",
    ),
    "cover with signature": (
        "FW: Printer",
        "Please look.\n"
        "\n"
        "Best\n"
        "Bruno Bianchi\n"
        "Desk Ltd\n"
        "Tel: 123\n"
        "\n"
        "From: Alice Andrade <alice@acme.test>\n"
        "Sent: Tuesday, March 10, 2026 9:00 AM\n"
        "To: Bruno <bruno@desk.test>\n"
        "Subject: Printer\n"
        "\n"
        "It smokes.\n",
    ),
}
HTML = {
    "outlook html": (
        "FW: Printer",
        '<p>Please look</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm '
        '0cm"><p class=MsoNormal><b>From:</b> Alice Andrade &lt;alice@acme.test&gt; <br><b>Sent:</b> Tuesday,'
        " March 10, 2026 9:00 AM<br><b>To:</b> Bruno &lt;bruno@desk.test&gt;<br><b>Subject:</b> Printer</p></"
        "div></div><p>It smokes.</p>",
    ),
    "gmail html": (
        "Fwd: Printer",
        '<div dir="ltr">FYI<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forw'
        'arded message ---------<br>From: <strong class="gmail_sendername" dir="auto">Alice Andrade</strong> '
        '<span dir="auto">&lt;<a href="mailto:alice@acme.test">alice@acme.test</a>&gt;</span><br>Date: Tue, M'
        'ar 10, 2026 at 9:00 AM<br>Subject: Printer<br>To: Bruno &lt;<a href="mailto:bruno@desk.test">bruno@d'
        "esk.test</a>&gt;<br></div><br><br>It smokes.</div></div>",
    ),
    "apple html": (
        "Fwd: Impressora",
        '<html><body>Veja<br><div><br><blockquote type="cite"><div>Início da mensagem encaminhada:</div><br><'
        'div><span><b>De: </b></span><span>Alice Andrade &lt;<a href="mailto:alice@acme.test">alice@acme.test'
        "</a>&gt;<br></span></div><div><span><b>Assunto: </b></span><span><b>Impressora</b><br></span></div><"
        "div><span><b>Data: </b></span><span>10 de março de 2026 09:00:00 BRT<br></span></div><div><span><b>P"
        "ara: </b></span><span>Bruno &lt;bruno@desk.test&gt;<br></span></div><br><div>Solta fumaça.</div></bl"
        "ockquote></div></body></html>",
    ),
    "tb html": (
        "Fwd: Impresora",
        '<p>Mira</p><div class="moz-forward-container"><br><br>-------- Mensaje reenviado --------<table clas'
        's="moz-email-headers-table" cellspacing="0" cellpadding="0" border="0"><tbody><tr><th valign="BASELI'
        'NE" nowrap="nowrap" align="RIGHT">Asunto: </th><td>Impresora</td></tr><tr><th>Fecha: </th><td>Tue, 1'
        '0 Mar 2026 09:00:00 +0000</td></tr><tr><th>De: </th><td>Alice Andrade <a class="moz-txt-link-rfc2396'
        'E" href="mailto:alice@acme.test">&lt;alice@acme.test&gt;</a></td></tr><tr><th>Para: </th><td>Bruno <'
        'a href="mailto:bruno@desk.test">&lt;bruno@desk.test&gt;</a></td></tr></tbody></table><br><br>Echa hu'
        "mo.</div>",
    ),
    "owa html": (
        "Fw: Impresora",
        '<div>Mira</div><hr tabindex="-1" style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir='
        '"ltr"><font face="Calibri, sans-serif"><b>De:</b> Alice Andrade &lt;alice@acme.test&gt;<br><b>Enviad'
        "o:</b> martes, 10 de marzo de 2026 9:00<br><b>Para:</b> Bruno &lt;bruno@desk.test&gt;<br><b>Asunto:<"
        "/b> Impresora</font><div>&nbsp;</div></div><div>Echa humo.</div>",
    ),
    "yahoo html": (
        "Fw: Printer",
        '<div>FYI</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>----- Forwarded Message -----</div>'
        "<div><b>From:</b> Alice Andrade &lt;alice@acme.test&gt;</div><div><b>To:</b> Bruno &lt;bruno@desk.te"
        "st&gt;</div><div><b>Sent:</b> Tuesday, March 10, 2026 at 09:00:00 AM GMT</div><div><b>Subject:</b> P"
        "rinter</div><div>It smokes.</div></div>",
    ),
}
