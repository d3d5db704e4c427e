/** Words of offices, shops and software that neither subtitles nor an encyclopaedia have often. */
export const OFFICE_WORDS = `
accountant accounts admin ads agile airline analytics antivirus api app approval array async attachment audit authentication authenticator autocomplete
backend backlog backorder backup badge balance bandwidth billing biweekly bluetooth bookkeeping bot browser bug build bullet bundle
cache calendar campaign cancellation captcha carrier cart cashback catalogue certificate changelog charger chargeback chat chatbot checklist checkout
checkbox classroom click clipboard cloud codebase commit compile compiler compliance config configuration contractor cookies copywriting coupon courier
coworker css csv currency customer customs cyber cybersecurity dashboard data database dataset deadline debug debugger debit deductible deploy deployment
desktop developer device dialog digital directory discount dispatch docker dockerfile docs documentation domain dosage download downgrade downtime
dropdown ebook ecommerce editor email emoji employee employer encrypt encryption endpoint engagement enterprise ethernet excel expense export extension
faq feature feedback filename filter finance firewall firmware flashcard font footer formatting forecast formula forum framework freelance freelancer frontend
fullstack function git github gigabyte gluten google gps grammar graph gym hacker handbook handover hardware hashtag headcount header headset helpdesk
homepage homework hosting hostname hotline hotspot hourly html hybrid hyperlink iban icon inbox inbound influencer infrastructure ingredient insert insomnia
install installation installment instalment insurance integer integration interface intern internet internship interview inventory invoice iphone
itinerary java javascript json keyboard keyword kickoff kpi lab label landlord laptop latency layout lease ledger library licence license lint linux localhost
login logistics logo logout loop loyalty mailbox mailing malware markdown marketing medication merchant metadata metric microphone microservice milestone
mobile modem module monitor mortgage motherboard newsletter nodejs notification notebook npm nullable nutrition offboarding offline offsite onboarding online
onsite optimize outage outbound outlook outsourcing overdraft overdue override overtime overview package parcel parental parse parser passphrase passport
password patch payable payment paypal payroll payslip pdf performance permission persona pharmacy phishing php pickup pipeline pixel placeholder
plagiarism planner playlist plugin podcast popup portal postcode postgres postgresql powerpoint prepaid preorder prescription presentation pricing printer procurement
productivity programmer programming prompt proofread proofreading prorated protocol prototype proxy purchase python qualification query queue quickbooks
quota quotation quote ransomware readme rebate rebook receipt recipe recruiter recruiting recruitment recursion redeem redis refactor refund regex registration reimburse
reimbursement reinstall reminder remote renewal replacement repo repository reschedule reseller resend reset resize restock resume retail retailer retention
retry return revenue rewrite roadmap roaming router runtime sales salary scanner schedule schema screenshot script scroll scrum seminar sender
seo server setup shipment shipping shopify shortcut sick signup sign slack slideshow smartphone snippet software spam spellcheck spreadsheet sprint sql sqlite
stack staffing stakeholder standup startup statement stationery stock storage streaming string stripe subject subscriber subscription subtitle
summary summarize supplier support surcharge survey sync syntax tablet tax template terminal testing text thesis thread ticket timesheet timeout
timezone todo token toner toolbar tooltip tracking trainee transaction transcript transcribe translate translation translator trojan troubleshoot tuition tutorial
tweet typescript typo ubuntu unavailable undefined unit unread unsubscribe unzip update upgrade upload uptime url usability usb user username vacancy vaccine
validate variable vat vegan vegetarian vendor venue verification version video virtual visa voicemail voucher vpn warehouse warranty webcam
webhook webinar webpage website wellness whatsapp whitepaper widget wifi wireless wizard wordpress workflow workload workout workplace workshop worksheet
workspace xml yaml yoga youtube zip zoom`.trim();
