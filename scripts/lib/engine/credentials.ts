import {
	ICredentialsHelper,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** Credentials held in memory, by the id or name a workflow's node gives; defaults are filled in as n8n does. */
export class InMemoryCredentials extends ICredentialsHelper {
	constructor(
		private readonly types: Readonly<Record<string, ICredentialType>>,
		private readonly data: Readonly<Record<string, ICredentialDataDecryptedObject>>,
	) {
		super();
	}

	override async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.data[details.id ?? ''] ?? this.data[details.name];
		if (!data) throw new Error(`Credential with ID "${details.id ?? details.name}" does not exist for type "${type}".`);
		// n8n keeps values of hidden fields; the declared ones get their defaults.
		const defaults = NodeHelpers.getNodeParameters(this.getCredentialsProperties(type), { ...data } as never, true, false, null, null);
		return { ...data, ...(defaults as ICredentialDataDecryptedObject) };
	}

	override getCredentialsProperties(type: string): INodeProperties[] {
		return this.types[type]?.properties ?? [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override async authenticate(
		_credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		return options as IHttpRequestOptions;
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('Only decrypted credentials exist in this engine.'));
	}

	override async updateCredentials(): Promise<void> {}

	override async updateCredentialsOauthTokenData(): Promise<void> {}
}
