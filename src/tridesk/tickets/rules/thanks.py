"""Whether a message says thanks and nothing else: such a word to a solved ticket does not open it again.

Pure. English, Spanish and Portuguese. A message counts only when every word of it is known here as courtesy and one
at least is thanks: a question, a "but", a "still not", a number or any other word makes it a message like all others.
Careful on purpose: a ticket that stays solved by mistake costs somebody's word, one reopened by mistake costs a click.
"""

import re
from collections.abc import Collection

from tridesk.kernel.text import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# As `folded` leaves them: no capitals, no accents. Nothing that can deny ("no", "nada", "back", "was") is among them.
_THANKS = _words("""
thanks thank thx thnx tnx tks ty thankful appreciate appreciated obliged cheers gracias agradezco agradecemos
agradecido agradecida agradecidos agradecidas agradece obrigado obrigada obrigados obrigadas obg obgd obrigadao
brigado brigada brigadao valeu vlw agradeco grato grata gratos
""")
_ENGLISH = _words("""
a advance advice afternoon again ahead all always amazing and android answer appreciated are as assistance
attention awesome best big brilliant bunch bye care charm clear cool day dear done effort email en evening
everybody everyone everything excellent explanation fantastic fast feedback finally fine fix fixed folks for
from good got great greatly guys happy have heaps hello help helped helpful helping hey hi highly i im in indeed
info information ipad iphone is issue it its job kind kindest kindly legend lifesaver like lot lots lovely madam
many message million mine morning mr mrs ms much my nice now of ok okay okey one patience perfect perfectly
phone problem prompt promptly question quick quickly rapid re really regards reply resolved resolving response
sent service set sincerely sir so solution solved solving soon sorted star super superb support sweet take team
that thats the there this time tip to too truly update us very warm we week weekend well wishes with wonderful
work worked working works would yes you your youre yours yourself
""")
_SPANISH = _words("""
abrazo abrazos acceso aclaracion ahora al amabilidad amable amables apoyo atencion atentamente atte ayuda ayudar
ayudarme bien buen buena buenas buenisimo bueno buenos caso celular colaboracion con contestar cordial cordiales
cordialmente correctamente crack de del desde dia dias el ella en encantado enviado equipo eres esta estado este
estimada estimado estimados estupendo excelente explicacion fantastico feliz fin finde funciona funcionando
genial gestion gran grande ha hola igualmente infinitas informacion inmediata la las le lindo lista listo lo los
maravilloso me mejor mejores mi mil mis movil mucha muchas muchisimas muchisimo mucho muy noches nosotros
nuevamente nuevo os otra paciencia para perfectamente perfecto por problema pronta prontitud pronto que quedado
quedo rapida rapidamente rapidez rapido recibida recibido resolver resolverlo respuesta resuelta resuelto saludo
saludos se semana senor senora servicio si solucion solucionada solucionado solucionar son soporte su sus tan
tarde tardes te tema tenga tengan tengas ti tiempo toda todas todo todos trabajo tu tus un una usted ustedes va
vale verdad vez vosotros vuestra vuestro y ya
""")
_PORTUGUESE = _words("""
abraco abracos abs acessar acesso agilidade agora ai ajuda ajudar ajudarem amigos ao aos ate atencao
atenciosamente atendimento att bela beleza belo blz boa boas bola bom brilhante cara carinho caro certinho certo
chamado com combinado consegui contato cordiais da das demais deu dia dizer do dos e ela equipe esclarecimento
especial esta estao excelencia fechado feliz ficou fim final forca funcionou galera gente gentileza grande
imensamente incriveis informacoes ja joia legal lhe logo mais maravilha massa melhor mesmo minha muita
muitissimo muito na nas noite normal normalmente nos nova novamente novo o oi ola orientacao os otima otimas
otimo otimos para parabens partir pela pelas pelo pelos perfeita perfeitamente perfeito pessoal prestada
presteza prezada prezado prezados pronta pronto querida querido rapida rapido recebido resolver resolveu
resolvido resposta retorno sao saudacoes semana senhor senhora sensacional show sim so solucao solucionado sua
suas sucesso suporte ta tambem tao tarde telefone tempo tenha tenham time too top tudo um uma vez voce voces
""")
_COURTESIES = _ENGLISH | _SPANISH | _PORTUGUESE
_LONGEST = 300  # characters: who writes more says more
_JOINED = re.compile(r"['’`´]")  # the apostrophes that people write
_SIGNS = re.compile(r"[:;=]-?[)D]|<3|[^\w?¿%#@/+]")
_LAUGHTER = re.compile(r"(?:k{3,}|(?:ha|he|je|rs){2,}s?)")


def only_thanks(text: str, *, names: Collection[str] = ()) -> bool:
    """Whether the text says thanks and nothing else. `names`: of those who may be greeted or have signed."""
    if len(text) > _LONGEST:
        return False
    words = folded(_SIGNS.sub(" ", _JOINED.sub("", text))).split()
    known = _COURTESIES | {word for name in names for word in folded(name).split()}
    return not _THANKS.isdisjoint(words) and all(
        word in _THANKS or word in known or _LAUGHTER.fullmatch(word) for word in words
    )
