"""What the demo's tickets are about: long ones with their whole course, and short ones that fill a Monday."""

# ruff: noqa: E501 - what people wrote is kept in one line

from collections.abc import Mapping
from dataclasses import dataclass, field

SEEN_BEFORE = "two days before"  # the story puts a date here


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens `hours` after the one before. `what`: says, note, status, assign, change, cc, follow."""

    who: str
    what: str
    hours: float
    text: str = ""
    then: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """A ticket and its course. `days` is how long ago it began; `by` who asked; `key` names it for links."""

    by: str
    days: float
    subject: str
    text: str
    type: str = "incident"
    team: str = "first"
    impact: int = 2
    urgency: int = 2
    channel: str = "email"
    tags: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    key: str = ""


LONG: tuple[Matter, ...] = (
    Matter(
        "alice", 2.2, "La portátil se reinicia al desconectar la base",
        "Buenos días:\n\nmi portátil se reinicia sola cada vez que la desconecto de la base. Ya pasó tres veces desde el lunes "
        "y perdí las notas de una reunión.\n\n- Base: Fabrikam D600\n- Empezó después de la actualización del viernes\n\n"
        "Adjunto una foto de la pantalla.\n\nAlice",
        team="workplace", urgency=1, tags=("dock", "fabrikam"), fields={"asset": "LT-2041", "site": "Puebla", "seen_on": SEEN_BEFORE},
        files=("pantalla.png",), key="dock",
        steps=(
            Step("bruno", "assign", 0.2, "bruno"),
            Step("bruno", "says", 0.4, "Hola, Alice:\n\ngracias por la foto, ayuda mucho. Mientras lo miramos: guarda tu trabajo antes de "
                 "desconectar la base y usa el cargador pequeño. ¿Qué versión muestra el programa de la base en «Acerca de»?\n\nBruno", "waiting_requester"),
            Step("alice", "says", 3, "Dice 2.14.3. Con el cargador pequeño no pasa."),
            Step("bruno", "note", 0.3, "Lo pude repetir aquí con la D600 y 2.14.3; con 2.13.9 no pasa. Es del firmware, se lo paso a Carla para hablar con Fabrikam."),
            Step("bruno", "assign", 0.05, "carla"),
            Step("carla", "change", 0.1, "priority=2"),
            Step("carla", "cc", 0.1, "elena"),
            Step("carla", "says", 0.2, "Elena, with firmware 2.14.3 the D600 resets the laptop when it is unplugged; 2.13.9 is fine. Logs and a "
                 "photo are attached. 14 people are affected here, two of them in the warehouse. Can you give us a date?\n\nCarla", "waiting_vendor", ("dock-log.txt",)),
            Step("elena", "says", 5, "Thank you, Carla. We could repeat it in our lab. A corrected version is being tested; we expect it tomorrow before noon, Rome time."),
            Step("carla", "says", 0.5, "Hola, Alice: Fabrikam encontró la causa y prueba una corrección; la esperamos mañana antes del mediodía. "
                 "Te escribimos en cuanto esté. Hasta entonces, no desconectes la base con la sesión abierta.", "waiting_vendor"),
        ),
    ),
    Matter(
        "tom", 0.9, "Month-end export is empty since the update",
        "Hi,\n\nthe export for the auditors (Finance > Month end > Export) gives a file with a header and no rows. It worked last "
        "month. The auditors want it on Thursday.\n\nTom",
        urgency=1, tags=("finance", "export"), fields={"asset": "FIN-APP", "system": "Finance"}, key="export",
        steps=(
            Step("grace", "assign", 0.3, "grace"),
            Step("grace", "note", 0.4, "Happens to everybody in Accounting, not only to Tom. The job log says “0 of 18,204 rows: period closed”. Somebody closed the period early?"),
            Step("grace", "says", 0.2, "Hi Tom,\n\nI can see what you see, for your whole department. It looks as if the period was closed before the "
                 "export. Do you know whether somebody closed February by hand?\n\nGrace", "waiting_requester"),
            Step("tom", "says", 2, "That was me, on Friday, because the reminder told me to. Was that wrong?"),
            Step("grace", "says", 0.4, "Not wrong at all: the reminder came too early. I have reopened February for you; please run the export once more, "
                 "and close the period afterwards. I will see to it that the reminder waits for the export."),
        ),
    ),
    Matter(
        "joao", 5.1, "VPN pede o código a cada dez minutos",
        "Bom dia,\n\ndesde ontem a VPN pede o código do celular a cada dez minutos. No hotel é impossível trabalhar assim.\n\nJoão",
        team="networks", tags=("vpn",), key="vpn",
        steps=(
            Step("mateo", "assign", 1, "mateo"),
            Step("mateo", "says", 0.5, "Oi, João. É um limite novo que entrou com a atualização do cliente. Corrigi para o seu grupo; por favor, saia "
                 "da VPN e entre de novo uma vez.", "waiting_requester"),
            Step("joao", "says", 4, "Funcionou, já são três horas sem pedir nada. Obrigado pela rapidez!"),
            Step("mateo", "says", 0.2, "Ótimo! Qualquer coisa, é só responder aqui.", "solved"),
        ),
    ),
    Matter(
        "ines", 0.12, "Ninguna impresora del almacén imprime etiquetas",
        "Desde las 8:40 las cuatro impresoras muestran «en espera». Los camiones salen a las once y no tenemos etiquetas. Por favor, es muy urgente.",
        impact=1, urgency=1, channel="phone", tags=("printing", "warehouse"), fields={"site": "Lima"}, key="labels",
    ),
    Matter(
        "marina", 8.3, "Acesso à pasta de folha de pagamento para a nova colega",
        "Oi! A Paula começa na segunda. Ela precisa ler a pasta da folha de pagamento, mas não pode alterar nada. Pode deixar pronto?",
        type="service_request", impact=3, tags=("access",), fields={"approved": True}, key="payroll",
        steps=(
            Step("bruno", "assign", 2, "bruno"),
            Step("bruno", "says", 0.4, "Oi, Marina! Para essa pasta precisamos da aprovação do Dante. Já pedi a ele; a Paula terá o acesso na segunda às 8h."),
            Step("bruno", "note", 0.1, "Pedi ao Dante por chat. Só leitura, grupo FP-LER."),
            Step("dante", "note", 20, "Approved. Read only, until the end of the year."),
            Step("bruno", "says", 1, "Tudo pronto: a Paula já está no grupo e só pode ler. Boas-vindas a ela!", "solved"),
        ),
    ),
    Matter(
        "otto", 3.4, "How do I share a calendar outside the company?",
        "Hello, I work with you on the fair in June and would like to see the dates of your team. Is there a way?",
        type="question", impact=3, urgency=3, tags=("calendar",),
        steps=(
            Step("grace", "assign", 3, "grace"),
            Step("grace", "says", 0.3, "Hello Otto,\n\nyes: I have sent you an invitation to “Fair in June”. Open it once and the dates stay up to date in your own "
                 "calendar.\n\nGrace", "waiting_requester", ("calendar.png",)),
            Step("otto", "says", 9, "Thank you, that worked for one of the two calendars. The other, “Stand and booths”, says I may not see it."),
        ),
    ),
    Matter(
        "tom", 12, "Replace the battery of the scanner in hall 3",
        "The scanner in hall 3 lasts about twenty minutes. Could somebody bring a new battery?",
        type="service_request", team="workplace", impact=3, urgency=3, channel="web", tags=("hardware",), fields={"asset": "SC-0031"},
        steps=(
            Step("carla", "assign", 5, "carla"),
            Step("carla", "says", 1, "Ordered: it arrives on Thursday, and I bring it over myself.", "on_hold"),
            Step("carla", "note", 0.1, "Pedido 88-1207, proveedor Fabrikam. Pedir dos, la del pasillo 2 está igual."),
        ),
    ),
    Matter(
        "joao", 18, "Teclado com tecla quebrada",
        "A tecla E do meu teclado caiu. Dá para trocar?", type="service_request", team="workplace", impact=3, urgency=3,
        tags=("hardware",),
        steps=(
            Step("bruno", "says", 3, "Claro! Deixei um novo na sua mesa.", "solved"),
            Step("joao", "says", 20, "Perfeito, obrigado."),
            Step("bruno", "status", 1, "solved"),
            Step("bruno", "status", 200, "closed"),
        ),
    ),
    Matter(
        "carla", 1.6, "D600 docks restart laptops with firmware 2.14.3",
        "Several people report that laptops restart when the dock is unplugged. All have dock firmware 2.14.3. Fabrikam is working on it; this is the "
        "problem behind the tickets.",
        type="problem", team="workplace", impact=1, urgency=2, channel="web", tags=("dock", "fabrikam"), key="dock-problem",
        steps=(
            Step("carla", "assign", 0.1, "carla"),
            Step("carla", "note", 2, "Going back to 2.13.9 helps. Mateo will offer it to everybody with a D600 tonight unless Fabrikam is faster."),
        ),
    ),
)  # fmt: skip

# by, days, subject, first words, team, type, impact, urgency, assignee, status, tags
SHORT = (
    ("alice", 0.05, "No puedo abrir el turno de la tarde", "El programa de turnos dice «periodo bloqueado» y no puedo abrir el de hoy.", "first", "incident", 2, 1, "", "", ("shifts",)),
    ("marina", 0.3, "Impressora da recepção com listras", "As folhas saem com listras cinza desde cedo. Já troquei o toner.", "first", "incident", 3, 2, "", "", ("printing",)),
    ("tom", 0.4, "Please add Kate to the shared mailbox", "Kate starts with us on Monday and needs invoices@acme.example.", "first", "service_request", 3, 2, "bruno", "", ("access",)),
    ("joao", 0.5, "Monitor pisca quando o aquecedor liga", "Acontece toda manhã quando ligamos o aquecedor da sala.", "workplace", "incident", 3, 3, "bruno", "open", ("hardware",)),
    ("ines", 0.7, "El lector de tarjetas no reconoce la mía", "Entro con la de mi compañera, pero no debería.", "first", "incident", 3, 1, "grace", "open", ("access",)),
    ("alice", 1.1, "¿Puedo llevarme la portátil a Guatemala?", "Viajo el jueves y quisiera saber si la VPN funciona desde allá.", "networks", "question", 3, 3, "mateo", "waiting_requester", ("vpn", "travel")),
    ("otto", 1.2, "Invitation mails land in junk", "All invitations of the fair arrive in the junk folder here.", "first", "incident", 2, 2, "yuki", "open", ("mail",)),
    ("tom", 1.4, "Two-factor code does not arrive", "I changed my phone on the weekend; since then no code comes.", "first", "incident", 3, 1, "bruno", "waiting_requester", ("sign-in",)),
    ("marina", 1.9, "Wi-Fi cai na sala de espera", "Os pacientes reclamam que a rede cai de meia em meia hora.", "networks", "incident", 2, 2, "mateo", "waiting_vendor", ("wifi", "fabrikam")),
    ("joao", 2.4, "Planilha de metas abre só para leitura", "Ninguém da equipe consegue salvar desde ontem.", "first", "incident", 2, 2, "grace", "solved", ("files",)),
    ("ines", 2.8, "Cambiar el nombre en mi correo", "Me casé y quisiera que mi correo muestre «Inés Paz Rivas».", "first", "service_request", 3, 3, "bruno", "on_hold", ("accounts",)),
    ("alice", 3.2, "El chat no suena cuando llega un mensaje", "Lo probé con los audífonos y sin ellos.", "first", "incident", 3, 3, "grace", "solved", ("chat",)),
    ("tom", 3.8, "Finance is slow between 9 and 10", "Every click takes about ten seconds, afterwards it is fine.", "first", "incident", 2, 2, "bruno", "open", ("finance", "slow")),
    ("marina", 4.2, "Novo ramal para a enfermagem", "Precisamos de um ramal para a sala 4.", "networks", "service_request", 3, 3, "yuki", "waiting_vendor", ("phone", "fabrikam")),
    ("otto", 4.9, "Cannot open the archive you sent", "My computer says the file is damaged.", "first", "incident", 3, 3, "grace", "solved", ("files",)),
    ("joao", 6.0, "Notebook para o estagiário", "O Rafael começa dia 1º; um modelo simples basta.", "workplace", "service_request", 3, 2, "carla", "waiting_vendor", ("hardware", "onboarding")),
    ("ines", 6.6, "Respaldo de la clínica no terminó", "El informe de anoche dice «incompleto».", "networks", "incident", 1, 2, "mateo", "solved", ("backup",)),
    ("alice", 7.1, "Dos veces la misma factura en el sistema", "La 2026-118 aparece dos veces con importes distintos.", "first", "incident", 2, 2, "grace", "solved", ("finance",)),
    ("tom", 7.7, "Where do I find the holiday form?", "The link in the handbook is dead.", "first", "question", 3, 3, "yuki", "closed", ()),
    ("marina", 9.1, "Tela azul no computador da triagem", "Aconteceu duas vezes hoje, sempre ao abrir o prontuário.", "workplace", "incident", 2, 1, "bruno", "solved", ("hardware",)),
    ("joao", 9.9, "Não recebo e-mails de um cliente", "Ele recebe a mensagem «bloqueado».", "first", "incident", 3, 2, "bruno", "solved", ("mail",)),
    ("ines", 10.4, "Contraseña vencida fuera de la oficina", "No puedo cambiarla porque la VPN la pide primero.", "first", "incident", 3, 1, "yuki", "closed", ("sign-in", "vpn")),
    ("otto", 11.2, "Access to the supplier portal", "I was told to ask here for a sign-in.", "first", "service_request", 3, 3, "grace", "closed", ("access",)),
    ("alice", 13.0, "Teléfono de la bodega sin línea", "No hay tono desde la tormenta.", "networks", "incident", 2, 1, "mateo", "closed", ("phone",)),
    ("tom", 14.2, "Screen too dark after the update", "The brightness keys do nothing.", "workplace", "incident", 3, 3, "bruno", "closed", ("hardware",)),
    ("marina", 15.5, "Assinatura de e-mail com o logotipo novo", "Para as dez pessoas da recepção.", "first", "service_request", 3, 3, "grace", "closed", ("mail",)),
    ("joao", 16.3, "Sala de reunião 2 sem som", "O alto-falante está ligado, mas ninguém nos ouve.", "workplace", "incident", 3, 2, "carla", "closed", ("meeting-room",)),
    ("ines", 17.1, "Mover la impresora al primer piso", "Ya hay mesa y corriente.", "workplace", "service_request", 3, 3, "carla", "closed", ("printing",)),
    ("alice", 19.0, "Recuperar una carpeta borrada", "Borré «Rutas 2025» sin querer el lunes.", "first", "incident", 2, 1, "yuki", "closed", ("files", "backup")),
    ("otto", 20.5, "Certificate warning on your page", "The browser says the certificate ends tomorrow.", "networks", "incident", 1, 2, "mateo", "closed", ("web",)),
)  # fmt: skip
ANSWERS = {
    "en": "Hello {name},\n\nthank you for writing. We looked into it: {turn}\n\n{us}",
    "es": "Hola, {name}:\n\ngracias por avisar. Lo revisamos: {turn}\n\n{us}",
    "pt-br": "Oi, {name}!\n\nObrigado por avisar. Demos uma olhada: {turn}\n\n{us}",
}
TURNS = {
    "solved": {"en": "it works again now. Tell us if it comes back.", "es": "ya funciona. Avísanos si vuelve a pasar.", "pt-br": "já está funcionando. Se voltar, é só responder."},
    "waiting_requester": {"en": "could you tell us since when, and on which computer?", "es": "¿nos dices desde cuándo y en qué equipo?", "pt-br": "pode nos dizer desde quando e em qual computador?"},
    "waiting_vendor": {"en": "we have asked the vendor and write as soon as they answer.", "es": "preguntamos al proveedor y te escribimos en cuanto responda.", "pt-br": "perguntamos ao fornecedor e escrevemos assim que responder."},
    "open": {"en": "we are on it and write again today.", "es": "estamos en ello y te escribimos hoy mismo.", "pt-br": "estamos vendo e escrevemos ainda hoje."},
    "on_hold": {"en": "it has to wait until Monday; we have it in the calendar.", "es": "tiene que esperar al lunes; ya está en el calendario.", "pt-br": "precisa esperar até segunda; já está na agenda."},
}  # fmt: skip
