/**
 * Words by kind, in English, German, French, Spanish, Portuguese and Italian, some Dutch, Chinese and
 * Japanese; "a_b" is a phrase of two. Accents and case do not matter. Forms are written out: stemming would
 * cost more time than it saves words.
 */
export const WORDS: ReadonlyMap<string, string> = new Map([
	[
		'constraint',
		`必须 不要 不能 只能 must mustn exactly without only never always ensure avoid unless except limit limited maximum minimum required require requires constraint constraints
		at_most at_least no_more no_fewer no_less not_exceed fewer_than less_than more_than up_to do_not don_t should_not strictly between
		muss mussen musst genau ohne nur niemals nie immer mindestens hochstens maximal minimal vermeide ausser bedingung bedingungen nicht_mehr
		doit doivent exactement sans seulement uniquement jamais toujours au_moins au_plus maximum evite evitez sauf contrainte contraintes
		debe deben exactamente sin solamente solo nunca siempre al_menos como_maximo como_minimo maximo minimo evita salvo excepto restriccion restricciones
		deve devem exatamente sem somente apenas sempre pelo_menos no_maximo no_minimo evite exceto restricao restricoes
		devono esattamente senza soltanto mai sempre almeno al_massimo massimo minimo evita tranne vincolo vincoli`,
	],
	[
		'reasoning',
		`prove proof proofs disprove derive derivation why explain justify justification compare contrast analyze analyse analysis evaluate assess argue argument infer deduce reason
		reasoning implications implication tradeoff tradeoffs trade_offs optimal optimize optimise diagnose differential critique interpret hypothesis counterexample determine
		step_by show_that root_cause pros_and
		beweise beweisen beweis zeige_dass warum weshalb wieso erklare erklaren begrunde begrunden vergleiche vergleichen analysiere analysieren bewerte bewerten beurteile herleiten ableiten folgere abwagen
		prouve prouvez prouver demontre demontrez demontrer montre_que montrez_que pourquoi explique expliquez justifie justifiez compare comparez analyse analysez evalue evaluez deduire raisonnement
		demuestra demuestre demostrar prueba_que por_que explica explique justifica justifique compara compare analiza analice evalua evalue deduce razona razonamiento
		prove demonstre demonstrar explique justifique compare analise avalie deduza raciocinio
		dimostra dimostrare dimostri perche spiega spieghi giustifica confronta confronti analizza analizzi valuta valuti deduci ragionamento
		bewijs waarom leg_uit vergelijk
		证明 为什 解释 分析 比较 推导 評価 説明 理由 比較`,
	],
	[
		'step',
		`step steps first firstly second secondly third thirdly then next finally lastly afterwards subsequently
		schritt schritte zuerst zunachst dann danach anschliessend schliesslich abschliessend erstens zweitens drittens
		etape etapes d_abord premierement deuxiemement ensuite puis enfin finalement
		paso pasos primero segundo luego despues finalmente
		passo passos primeiro segundo depois finalmente
		passo passi prima secondo poi infine`,
	],
	[
		'domain',
		`theorem theorems lemma corollary axiom eigenvalue eigenvalues eigenvector manifold topology topological homomorphism isomorphism homeomorphic compact hausdorff cauchy banach hilbert lebesgue
		convergence converges diverges irrational irrationality transcendental bijection bijective injective surjective contrapositive contradiction induction asymptotic polynomial polynomials modulo abelian galois
		infinitely_many prime_number primes np uncountable countable stochastic martingale markov bayesian posterior likelihood regression integral integrals derivative differentiable np_hard np_complete undecidable halting
		patient patients diagnosis symptom symptoms dosage dose doses mg contraindicated contraindication contraindications hypertension diabetes diabetic renal hepatic cardiac sepsis septic antibiotic antibiotics
		anticoagulant anticoagulation warfarin metformin insulin ibuprofen creatinine egfr ecg biopsy carcinoma tumor tumour chemotherapy pregnant pregnancy pediatric paediatric neonate infant prognosis
		pathophysiology etiology aetiology prophylaxis lesion edema dyspnea stroke seizure seizures anaphylaxis ketoacidosis pneumonia embolism thrombosis overdose suicidal clinical chest_pain side_effects
		interact interaction interactions medication medications tachycardia troponin haemorrhage hemorrhage tumors
		liability liable tort torts negligence plaintiff defendant statute statutes statutory jurisdiction clause clauses indemnity indemnification indemnify breach fiduciary estoppel hearsay habeas court
		gdpr antitrust copyright patent infringement tenant landlord eviction evict custody lawsuit sue litigation arbitration constitutional unconstitutional felony easement testator probate enforceable
		non_compete contract contracts unlawful legal lawful severance termination dismissal
		amortization depreciation ifrs gaap arbitrage volatility black_scholes deductible deduction withholding dcf npv irr capital_gains hedge hedging derivatives tax taxation
		deadlock deadlocks concurrency raft paxos consensus idempotent idempotency linearizable mutex race_condition cryptographic cipher vulnerability vulnerabilities sharding compiler quantum entanglement
		thermodynamics thermodynamic entropy enthalpy stoichiometry catalyst oxidation titration kinetics genome mitochondrial enzyme phylogenetic relativistic lagrangian hamiltonian perturbation fourier laplace
		satz theoreme primzahl primzahlen stetig konvergiert konvergenz irrational eigenwert eigenwerte integral ableitung patientin patienten diagnose symptome dosierung kontraindikation kontraindiziert
		wechselwirkung wechselwirkungen nebenwirkungen schwanger schwangerschaft bluthochdruck niereninsuffizienz haftung haftet haftbar klage klager beklagte gesetz vertrag vertrage klausel kundigungsfrist kundigung
		mieter vermieter dsgvo urheberrecht schadensersatz verjahrung rechtlich steuer abschreibung
		theoreme nombre_premier nombres_premiers irrationnel convergence integrale derivee valeur_propre diagnostic symptomes posologie contre_indication enceinte grossesse insuffisance responsabilite contrat
		clause bail locataire proprietaire licenciement tribunal rgpd juridique preavis fiscal
		teorema primos irracional convergencia integral derivada autovalor paciente pacientes diagnostico sintomas dosis contraindicacion contraindicado embarazada embarazo insuficiencia responsabilidad contrato
		clausula inquilino arrendador despido tribunal demanda juridico legal impuesto impuestos
		dose sintomas gravida gravidez contraindicacao responsabilidade inquilino demissao juridico imposto
		teorema primi irrazionale convergenza integrale derivata autovalore paziente pazienti diagnosi sintomi dosaggio controindicazione incinta gravidanza responsabilita contratto clausola inquilino
		licenziamento tribunale giuridico imposta
		证明 定理 诊断 症状 剂量 合同 法律 積分 証明 診断 契約`,
	],
	[
		'routine',
		`你好 谢谢 翻译 翻訳 hi hello hey hiya thanks thank thx bye goodbye cheers good_morning good_evening welcome congratulations ok okay
		translate translation rewrite rephrase reword paraphrase proofread spelling grammar typos capitalize uppercase lowercase summarize summarise shorten extract convert reformat format sort alphabetically
		alphabetical remove_duplicates synonym synonyms capital_of subject_line hashtag hashtags caption emoji
		hallo danke tschuss guten_tag guten_morgen guten_abend ubersetze ubersetzen umformulieren formuliere korrigiere rechtschreibung zusammenfassen fasse extrahiere konvertiere sortiere hauptstadt synonym
		bonjour bonsoir salut merci traduis traduisez traduire reformule reformulez corrige corrigez resume resumez extrais extrayez convertis convertissez trie capitale synonyme
		hola gracias buenos_dias buenas_tardes adios traduce traduzca traducir reescribe corrige resume resuma extrae convierte ordena capital_de sinonimo
		ola obrigado obrigada bom_dia traduza reescreva corrija resuma extraia converta ordene sinonimo
		ciao grazie buongiorno buonasera traduci traduca riscrivi correggi riassumi estrai converti ordina sinonimo`,
	],
	[
		'question',
		`what which who whom whose when where why how is are was were does do did can could should would
		was welche welcher welches wer wen wem wann wo warum wie wieso wieviel ist sind kann
		que quoi quel quelle quels quelles qui quand ou pourquoi comment combien
		cual cuales quien cuando donde como cuanto cuantos
		qual quais quem quando onde quanto quantos
		cosa quale quali chi dove come quanto quanti`,
	],
	[
		'code',
		`def elif const async await println printf stdout stderr struct typedef malloc nullptr lambda foreach varchar import_numpy import_pandas select_from group_by order_by inner_join left_join
		stacktrace traceback nullpointerexception typeerror syntaxerror segfault kubectl dockerfile npm regex regexp`,
	],
	[
		'math',
		`equation equations integral integrals derivative derivatives polynomial polynomials matrix matrices determinant eigenvalue eigenvalues probability logarithm sqrt cosine sine tangent hypotenuse
		quadratic trigonometric modulo divisible factorial permutation permutations combinatorics vector vectors theorem lemma triangle radius perimeter irrational
		gleichung gleichungen integral ableitung wahrscheinlichkeit matrix primzahl primzahlen dreieck
		equation integrale derivee probabilite matrice ecuacion ecuaciones derivada probabilidad matriz equacao equazione derivata probabilita`,
	],
	['json', 'json'],
	['table', 'table tabelle tableau tabla tabela tabella csv spreadsheet'],
	['list', 'list lists bullet bullets bulleted liste listen lista listas elenco puces'],
	[
		'codeFormat',
		'function script program code snippet query regex python javascript typescript java sql bash html css funktion skript programm fonction programme funcion codigo programa funcao funzione codice programma',
	],
	[
		'cue',
		`write implement create make generate give return output respond answer format produce provide show present code build as in into with
		schreibe schreib erstelle erzeuge gib implementiere als in ecris ecrivez cree creez donne donnez en sous escribe crea genera dame devuelve implementa como
		escreva crie gere implemente scrivi crea genera implementa`,
	],
]);
